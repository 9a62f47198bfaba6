#!/usr/bin/env bats
# Four loops lock, plan and apply one unit with Terraform's own s3 backend, on a double of Garage's S3 API, while holders are
# killed. A write that outlives its sender's lease replaces a newer state: that is found, and what it replaced is put back.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # shell code for COMMANDs; variables of lock.bash and of run

load setup
load lock
load serve

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	states
	unset "${!TF_@}" "${!AWS_@}"
	export TERRAFORM=${TERRAFORM:-$ROOT/build/toolchain/bin/terraform} CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_INPUT=0
	export AWS_ACCESS_KEY_ID=$GARAGE_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY=$GARAGE_SECRET_ACCESS_KEY
	cat >main.tf <<-END
		terraform {
		  backend "s3" {
		    bucket                      = "locks"
		    key                         = "$state"
		    region                      = "garage"
		    endpoints                   = { s3 = "$GARAGE_ENDPOINT" }
		    use_path_style              = true
		    skip_credentials_validation = true
		    skip_region_validation      = true
		    skip_requesting_account_id  = true
		  }
		}
		variable "mark" {
		  type = string
		}
		resource "terraform_data" "mark" {
		  input = var.mark
		}
		output "mark" {
		  value = terraform_data.mark.output
		}
	END
	"$TERRAFORM" init >/dev/null
	touch begun ended stopped
}

# mark: what the state has. COMMAND asks for it, too.
mark() { { bucket GET "$state" 2>/dev/null || echo '{}'; } | jq -r '.outputs.mark.value // "none"'; }
export -f bucket mark
export state

# loop NAME: begun has the token of each holder, the mark that it found and its own; ended those of whose apply was
# acknowledged. One that is stopped by another state than the last holder's puts that one back.
loop() {
	local n=0 status way
	mkdir "$1" && cp -r main.tf .terraform "$1" && cd "$1" || return
	while [ ! -e ../over ]; do
		n=$((n + 1)) status=0
		"$GARAGE_LOCK" run -k k --state="$state" -t "$ttl" -w 60s -- bash -c 'echo "$PPID" >../holder
			echo "$GARAGE_LOCK_TOKEN" >token; echo "$GARAGE_LOCK_TOKEN $(mark) $0" >>../begun
			"$TERRAFORM" plan -lock=false -out=plan -var mark="$0" && "$TERRAFORM" apply -lock=false plan' "$1$n" >said 2>&1 3>&- || status=$?
		[ "$status" != 0 ] || echo "$(<token) $1$n" >>../ended
		cat said >>all
		mapfile -t way < <(grep -oE -e "--(accept|restore)=[^']*" said)
		if [ "$status" = 76 ] && [ "${#way[@]}" = 2 ]; then
			echo "${way[*]}" >>../stopped
			"$GARAGE_LOCK" run -k k --state="$state" -t "$ttl" -w 60s "${way[@]}" -- true >>all 2>&1 3>&- || true
		fi
		rm -f errored.tfstate
	done
}

# loops SECONDS: four of them, of whose holders one is killed now and then.
loops() {
	local all=() name end
	for name in a b c d; do (loop "$name") & all+=($!); done 3>&-
	for ((end = SECONDS + $1; SECONDS < end;)); do
		sleep "1.$((RANDOM % 10))"
		kill -9 "$(<holder)" 2>/dev/null || true
	done
	touch over
	control PUT faults '[]'
	wait "${all[@]}"
}

# kept: the marks of all states in the history, and of the one that is there.
kept() {
	local name
	for name in $(bucket GET "?list-type=2&prefix=shop%2Fprod%2Fhistory%2Fweb%2F" | grep -oP '(?<=<Key>)[^<]+' | grep -v /record); do
		bucket GET "$name" | jq -r '.outputs.mark.value // empty'
	done
	bucket GET "$state" | jq -r .outputs.mark.value
}

# lost: what holders found, were not warned of, and is neither what the last acknowledged one left nor what one has left that
# crashed since. Who was not acknowledged was warned, at the end: exit status 76; or killed, and the next one is.
lost() {
	awk 'FILENAME == "ended" { acknowledged[$1] = $2; next }
		{ found[$1] = $2; own[$1] = $3; if ($1 > last) last = $1 }
		END {
			allowed["none"]
			for (token = 0; token <= last; token++) {
				if (token in acknowledged && !(found[token] in allowed)) print token, found[token]
				if (token in acknowledged) split("", allowed)
				if (token in own) allowed[own[token]]
			}
		}' ended begun
}

# Every mark that was acknowledged is kept, and whatever was replaced was found.
holds() {
	echo "$(wc -l <begun) held the lock, $(wc -l <ended) acknowledged, $(wc -l <stopped) stopped by another state"
	[ "$(wc -l <ended)" -ge 5 ]
	[ -z "$(lost)" ] || { lost; sort -n begun ended; return 1; }
	[ -z "$(comm -23 <(cut -d ' ' -f 2 ended | sort) <(kept | sort))" ]
}

@test "no write outlives its sender's lease: nothing is lost" {
	export ttl=4s
	control PUT faults '[{"method": "PUT", "path": "web.tfstate", "kind": "delay", "seconds": 0.2, "chance": 0.5}]'
	loops 20
	sleep 1
	holds
	[ ! -s stopped ] || { grep -h 'is not the one' ./?/all; return 1; }
}

@test "writes that land when others hold the lock: each is found, and what it replaced is put back" {
	export ttl=2s
	control PUT faults '[{"method": "PUT", "path": "web.tfstate", "kind": "late", "seconds": 7, "chance": 0.4}]'
	loops 30
	sleep 8 # all that is late has landed
	holds
	[ -s stopped ]
}
