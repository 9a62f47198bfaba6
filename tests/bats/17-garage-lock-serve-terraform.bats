#!/usr/bin/env bats
# The real Terraform with garage-lock as its http backend, on a double of Garage's S3 API: as it should be, and when
# garage-lock, the lease or the way to Garage fails in the middle of an apply.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # shell code for COMMANDs; variables of lock.bash and of run

load setup
load lock
load serve

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	states
	unset "${!TF_@}"
	export TERRAFORM=${TERRAFORM:-$ROOT/build/toolchain/bin/terraform} CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_INPUT=0
	configuration
	read_only -- "$TERRAFORM" init >/dev/null
}

# configuration [PROVISIONER]: a root with one resource, which needs no provider.
configuration() {
	cat >main.tf <<-END
		terraform {
		  backend "http" {}
		}
		variable "mark" {
		  type    = string
		  default = "one"
		}
		resource "terraform_data" "mark" {
		  input = var.mark
		  $1
		}
		output "mark" {
		  value = terraform_data.mark.output
		}
	END
}

apply() { "$TERRAFORM" apply -no-color -lock=false -auto-approve -var mark="${1:-one}"; }
export -f apply
mark() { read_only -- "$TERRAFORM" output -raw mark; }
serial() { read_only -- "$TERRAFORM" state pull | jq .serial; }

# --- as it should be -----------------------------------------------------------------------------------------------

@test "plan, apply, and again" {
	run -2 read_only -- "$TERRAFORM" plan -lock=false -detailed-exitcode
	served -o apply -- bash -c apply
	[ "$(mark)" = one ]
	run -0 read_only -- "$TERRAFORM" plan -lock=false -detailed-exitcode
	served -- bash -c 'apply two'
	[ "$(mark)" = two ]
	[ "$(serial)" = 2 ]
	served -- "$TERRAFORM" destroy -auto-approve
	[ "$(read_only -- "$TERRAFORM" state list)" = '' ]
	[ "$(versions | tail -n 1)" = 3-1 ]
}

@test "a plan is applied through another port, with another password, which is never on disk" {
	read_only -- sh -c '"$TERRAFORM" plan -lock=false -out=plan; echo "$TF_HTTP_PASSWORD"' >out
	served -- sh -c '"$TERRAFORM" apply plan; echo "$TF_HTTP_PASSWORD"' >>out
	[ "$(mark)" = one ]
	grep -xE '[0-9a-f]{64}' out >passwords
	[ "$(wc -l <passwords)" = 2 ]
	mkdir plan.d
	(cd plan.d && unzip -q ../plan)
	[ -s plan.d/tfplan ]
	run ! grep -rqaFf passwords --exclude=out --exclude=passwords .
	run ! grep -rqaF 127.0.0.1 plan.d .terraform
}

@test "a state of more than 5 MiB" {
	cat >large.tf <<-'END'
		resource "terraform_data" "large" {
		  input = join("", [for i in range(1000) : join("", [for j in range(3) : sha512("${i} ${j} ${var.mark}")])])
		}
	END
	served -t 5m -- bash -c apply
	cat >larger.tf <<-'END'
		resource "terraform_data" "larger" {
		  count = 10
		  input = terraform_data.large.output
		}
	END
	served -t 5m -- bash -c apply
	[ "$(bucket GET "$state.d/$(version 2 1)" | wc -c)" -gt 5242880 ]
	run -0 read_only -- "$TERRAFORM" plan -lock=false -detailed-exitcode
}

@test "a state goes over from Terraform's own, and back" {
	sed -i 's/backend "http"/backend "local"/' main.tf
	"$TERRAFORM" init -reconfigure >/dev/null
	bash -c 'apply local'
	sed -i 's/backend "local"/backend "http"/' main.tf
	served -- "$TERRAFORM" init -migrate-state -force-copy
	[ "$(mark)" = local ]
	served -- bash -c 'apply served'
	sed -i 's/backend "http"/backend "local"/' main.tf
	read_only -- "$TERRAFORM" init -migrate-state -force-copy
	[ "$("$TERRAFORM" output -raw mark)" = served ]
}

# --- when something fails ------------------------------------------------------------------------------------------

# What an apply could not save is pushed by the next holder, and then all is well.
recovers() { # MARK
	[ "$(jq -r .outputs.mark.value errored.tfstate)" = "$1" ]
	served -w 20s -- "$TERRAFORM" state push errored.tfstate
	[ "$(mark)" = "$1" ]
	run -0 read_only -- "$TERRAFORM" plan -lock=false -detailed-exitcode -var mark="$1"
}

@test "an apply without the lock fails, says why, and loses nothing" {
	run ! read_only -- bash -c apply
	[[ $output == *"$state was not written: without the lock it is only read"* && $output == *'HTTP error: 403'* ]]
	recovers one
}

@test "an apply that cannot say the password fails before it begins" {
	served -- bash -c apply
	run ! served -- bash -c 'TF_HTTP_PASSWORD=wrong apply two'
	[[ $output == *'requires auth'* ]]
	[ ! -e errored.tfstate ]
	[ "$(mark)" = one ]
}

@test "a lease that is lost while the state is written: Terraform keeps it in a file" {
	served -- bash -c apply
	control PUT faults '[{"method": "PUT", "path": "d/0*2-0*1[?]|/.lock/.*renewal", "kind": "hang"}]'
	run -76 served -t 6s -- bash -c 'apply two'
	[[ $output == *"$state was not written: no answer from"* && $output == *'HTTP error: 409'* ]]
	control PUT faults '[]'
	[ "$(mark)" = one ]
	recovers two
}

@test "a garage-lock that is killed in the middle of an apply: Terraform is interrupted, and the next apply goes on" {
	served -- bash -c apply
	configuration 'provisioner "local-exec" { command = "touch busy; sleep 3" }'
	"$GARAGE_LOCK" run -k k --serve --state="$state" -t 20s -- bash -c 'echo $$ >pids; exec "$TERRAFORM" apply -no-color \
		-lock=false -auto-approve -replace=terraform_data.mark -var mark=two' >said 2>&1 3>&- &
	lock=$!
	eventually 20 exists busy
	kill -9 "$lock"
	ends 137
	eventually 20 all_gone
	[ "$(mark)" = one ]
	[ -e errored.tfstate ] # Terraform had no backend any more
	served -w 40s -- "$TERRAFORM" state push errored.tfstate
	configuration
	served -- bash -c 'apply two'
	[ "$(mark)" = two ]
}

@test "the state that an earlier holder's apply wrote too late can be brought back" {
	served -- bash -c apply
	fault PUT "d/$(version 2 1)" late 12
	run ! served -t 3s -- bash -c 'apply late'
	[ -e errored.tfstate ]
	served -- bash -c 'apply two'
	landed() { [[ $(versions) == *$'\n2-1\n'* ]]; }
	eventually 20 landed
	run served -- "$TERRAFORM" output -raw mark
	[[ $output == *"$(version 2 1) was written too late"* && $output == *two ]]
	read_only --at="$(version 2 1)" -- "$TERRAFORM" state pull >late.tfstate
	[ "$(jq -r .outputs.mark.value late.tfstate)" = late ]
	served -- "$TERRAFORM" state push -force late.tfstate
	[ "$(mark)" = late ]
}

# --- all at once ---------------------------------------------------------------------------------------------------

# The values that the state has had, from the newest back along what each follows; each is one serial more than that.
chain() {
	local at follow value serial='' content
	at=$(versions | grep -v after | tail -n 1)
	while [ "$at" != 0-0 ]; do
		content=$(bucket GET "$state.d/$(version "${at%-*}" "${at#*-}")")
		read -r value next < <(jq -r '"\(.outputs.mark.value) \(.serial)"' <<<"$content")
		[ -z "$serial" ] || [ "$next" -lt "$serial" ] || { echo "serial $next does not come before $serial" >&2; return 1; }
		serial=$next
		echo "$value"
		if [ "${at#*-}" -gt 1 ] && versions | grep -qx "${at%-*}-$((${at#*-} - 1))"; then
			at=${at%-*}-$((${at#*-} - 1))
		else
			follow=$(versions | grep "^${at%-*}-0-after-")
			at=${follow#*-after-}
		fi
	done
}

# loop NAME: locks, plans and applies, again and again, and writes down what was acknowledged.
loop() {
	local n=0
	mkdir "$1" && cp -r main.tf .terraform "$1" && cd "$1" || return
	while [ ! -e ../over ]; do
		n=$((n + 1))
		"$GARAGE_LOCK" run -k k --serve --state="$state" --keep=1000 -t 2s -w 60s -- bash -c '"$TERRAFORM" plan -lock=false \
			-out=plan -var mark="$0" && "$TERRAFORM" apply -lock=false plan' "$1$n" >>said 2>&1 3>&- &
		echo $! >pid
		! wait $! || echo "$1$n" >>../acknowledged
		rm pid
		mv errored.tfstate "errored-$n" 2>/dev/null || true
	done
}

@test "four loops, killed at random, on a way that holds writes up beyond their leases: no serial is lost" {
	# What every third holder writes is not answered at all, and lands when others hold the lock; of the rest a part is.
	control PUT faults '[{"method": "PUT", "path": "tfstate.d/0*[0-9]*[258]-0*1[?]", "kind": "late", "seconds": 4.6},
		{"method": "PUT", "path": "tfstate.d/|/.lock/", "kind": "late", "seconds": 4.6, "chance": 0.15}]'
	for name in a b c d; do (loop "$name") & loops+=($!); done 3>&-
	for ((end = SECONDS + 20; SECONDS < end;)); do
		sleep "1.$((RANDOM % 10))"
		kill -9 "$(cat "$(shuf -n 1 -e [abcd])/pid")" 2>/dev/null || true
	done
	touch over
	wait "${loops[@]}"
	control PUT faults '[]'
	sleep 6 # all that is late has landed
	[ "$(wc -l <acknowledged)" -ge 4 ]
	served -w 20s -- true
	chain >all
	sort all >sorted
	echo "$(wc -l <acknowledged) acknowledged, $(wc -l <all) in the chain, $(cat ./*/said | grep -c 'not written') not written"
	[ -z "$(comm -23 <(sort acknowledged) sorted)" ]
}
