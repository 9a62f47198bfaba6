#!/usr/bin/env bats
# What Garage does without garage-lock, so that it is known what for it is there; and what its keys may do.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # shell code for COMMANDs; variables of lock.bash, garage-lock.bash and of run

load ../bats/setup
load ../bats/lock
load garage-lock

# signed NODE [OPTION…] PATH: a request signed in its headers; conditional ones may come along.
signed() {
	curl -sS --aws-sigv4 aws:amz:garage:s3 --user "$GARAGE_ACCESS_KEY_ID:$GARAGE_SECRET_ACCESS_KEY" \
		-H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "${@:2:$#-2}" "${nodes[$1 - 1]}/${!#}"
}

@test "two PUTs that are to succeed only where there is nothing both do, and one does not know of the other" {
	local i
	for i in 1 2; do
		[ "$(signed "$i" -o /dev/null -w '%{http_code}' -H 'If-None-Match: *' -X PUT -d "$i" locks/e2e/once)" = 200 ]
	done
	[ "$(signed 3 locks/e2e/once)" = 2 ]
}

@test "contenders whose lock is Terraform's use_lockfile are at it at once, and lose updates" {
	mkdir history
	run "$CONTENTION" run -store garage -guard lockfile -additions 40 -folder history
	[ "$status" -eq 1 ]
	printf '%s\n' "${lines[@]:0:6}" | sed 's/^/# /' >&3
	[[ ${lines[2]} == 'not ok 1 - no two at once, no update lost' ]]
	grep -q '^# two at once: ' <<<"$output"
	grep -q '^# the counter is [0-9]* after [0-9]* acknowledged additions' <<<"$output"
}

# terraforms PREFIX…: two applies of one state at once, each behind PREFIX; `log` says when each began and ended.
terraforms() {
	local pids=() i
	for i in 1 2; do
		mkdir -p "tf$i"
		cat >"tf$i/main.tf" <<-EOS
			terraform {
			  backend "s3" {
			    bucket = "states"
			    key = "e2e/$BATS_TEST_NUMBER.tfstate"
			    region = "garage"
			    endpoints = { s3 = "${nodes[i]}" }
			    use_path_style = true
			    use_lockfile = true
			    skip_credentials_validation = true
			    skip_metadata_api_check = true
			    skip_region_validation = true
			    skip_requesting_account_id = true
			  }
			}
			resource "terraform_data" "counted" {
			  triggers_replace = [timestamp()]
			  provisioner "local-exec" {
			    command = "echo begin >>../log; sleep 4; echo end >>../log"
			  }
			}
		EOS
		AWS_ACCESS_KEY_ID=$GARAGE_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY=$GARAGE_SECRET_ACCESS_KEY \
			CHECKPOINT_DISABLE=1 "$TERRAFORM" -chdir="tf$i" init -input=false >"init$i" 2>&1 || { cat "init$i"; return 1; }
	done
	for i in 1 2; do
		AWS_ACCESS_KEY_ID=$GARAGE_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY=$GARAGE_SECRET_ACCESS_KEY \
			CHECKPOINT_DISABLE=1 "$@" "$TERRAFORM" -chdir="tf$i" apply -input=false -auto-approve >"apply$i" 2>&1 3>&- &
		pids+=("$!")
	done
	for i in 0 1; do wait "${pids[i]}" || cat "apply$((i + 1))"; done
}

@test "two of Terraform's own applies at once, with use_lockfile, both run" {
	terraforms env
	[ "$(paste -sd ' ' log)" = 'begin begin end end' ]
}

@test "two of Terraform's own applies at once, behind garage-lock, run one after the other" {
	terraforms "$GARAGE_LOCK" run -s garage -k "$key" -w 120 --
	[ "$(paste -sd ' ' log)" = 'begin end begin end' ]
}

# keys: what there is below the lock.
keys() {
	signed 1 -f "locks?list-type=2&prefix=${key//\//%2F}%2F.lock%2F" | grep -o '<Key>[^<]*</Key>' | sed 's|<Key>.*/[.]lock/||; s|</Key>||'
}

@test "a PUT that a proxy held beyond its signature comes to nothing; one that lands in time brings a deleted key back, and costs a TTL" {
	serve "$RELAY_PROGRAM" "${nodes[0]}"
	export GARAGE_ENDPOINT=$RELAY
	control PUT faults '[{"method": "PUT", "path": "choosing", "times": 1, "kind": "held", "seconds": 8}]'
	garage-lock run -k "$key" -t 5s -- true
	sleep 9
	[[ $(keys) =~ ^token[.]1[.][0-9a-f-]+$ ]]
	control PUT faults '[{"method": "PUT", "path": "choosing", "times": 1, "kind": "again", "seconds": 1}]'
	garage-lock run -k "$key" -t 5s -- true
	sleep 2
	keys | grep -q choosing
	seconds garage-lock run -k "$key" -t 5s -w 60 -- true
	within 4 $((5 + bound))
	[ "$(garage-lock status -k "$key")" = "$key: free, last token 3" ]
}

@test "a key that may only read sees who holds a lock, and gets none" {
	hold -- sh -c "$patient"
	export GARAGE_ACCESS_KEY_ID=$GARAGE_READER_ACCESS_KEY_ID GARAGE_SECRET_ACCESS_KEY=$GARAGE_READER_SECRET_ACCESS_KEY
	is_held
	fails 77 "garage-lock: 127.0.0.1:* refuses to PUT in the bucket 'locks': HTTP status 403, AccessDenied: *" garage-lock run -k other -- true
}
