#!/usr/bin/env bats
# State that moves from one backend to another; and state that OpenTofu encrypts.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell, and meant to be; variables of state.bash and of run

load setup
load graph
load lock
load state

setup() { product; }

# what COMMAND prints of a state: its serial and lineage.
identity_of() { jq -r '"serial \(.serial), lineage \(.lineage)"'; }

@test "from files to Garage, to Consul and back: equal each time; a plan before that refuses" {
	garage
	consul
	said make apply ENV=prod YES=1 UNIT=one
	cp state/prod/one.tfstate first
	is=$(identity_of <first)
	for to in garage consul local garage; do
		state_in $to
		refused "one: its state is where state/prod/one." make plan ENV=prod
		[[ "$output" == *"not where the inventory does ($to); first: make migrate-state ENV=prod UNIT=one."* ]]
		run make migrate-state ENV=prod
		[[ "$status" -eq 0 && "$output" == *"one: moved from "*" to $to: $is, equal" ]]
		[ -e state/prod/one.tfstate ] && [ $to != local ] && return 1
		run make plan ENV=prod UNIT=one
		[[ "$output" == *'one: 0 to add, 0 to change, 0 to destroy'* ]]
		run make migrate-state ENV=prod
		[ "$output" = "prod: no state to move: the inventory says $to" ]
		if [ $to = local ]; then diff <(jq -S . first) <(jq -S . state/prod/one.tfstate); fi
	done
	diff first state/prod/one.tfstate.migrated || [ "$(identity_of <state/prod/one.tfstate.migrated)" = "$is" ]
	nowhere
	# What was left in each place: nothing to go on from by mistake, and a copy.
	curl -fsS -H "X-Consul-Token: $canary" "$consul_url/v1/kv/graph/prod/?keys" | jq -e 'index("graph/prod/one.tfstate") == null and index("graph/prod/one.tfstate.migrated") != null'
	sed -i '0,/size: 1/s//size: 2/' inventory/envs/prod.yml
	said make apply ENV=prod YES=1 UNIT=one
}

@test "a state of another lineage, or a newer one, is not written over" {
	garage
	said make apply ENV=prod YES=1 UNIT=one
	mv state aside
	state_in garage
	said make apply ENV=prod YES=1 UNIT=one
	rm -r state
	mv aside state
	refused 'garage has a state of another lineage' make migrate-state ENV=prod
	[ -e state/prod/one.tfstate ]
	refused 'not where the inventory does (garage)' make plan ENV=prod UNIT=one
}

@test "a state that is gone from where it was last seen is not planned anew" {
	garage
	state_in garage
	said make apply ENV=prod YES=1 UNIT=one
	mk/bin/state-keys delete garage "$garage_url" garage graph-prod-state graph/prod/one.tfstate
	refused 'one: its state is where state/prod/one.garage.json is or says' make plan ENV=prod
	refused "its state 'graph/prod/one.tfstate' is gone: serial 1" make migrate-state ENV=prod
	refused 'one: there is no state any more where the inventory says.' make migrate-state ENV=prod ACCEPT=absent
	rm state/prod/one.garage.json
	run make plan ENV=prod UNIT=one
	[[ "$output" == *'one: 1 to add, 0 to change, 0 to destroy'* ]]
}

@test "a move that was cut short is taken up" {
	garage
	said make apply ENV=prod YES=1 UNIT=one
	state_in garage
	control PUT faults '[{"method": "PUT", "path": "state/prod/one.tfstate|prod-state/graph/prod/one.tfstate", "skip": 1, "times": 9, "kind": "status", "status": 403}]'
	refused 'its state was not taken in garage; it is where it was' make migrate-state ENV=prod
	[ -e state/prod/one.tfstate ]
	control PUT faults '[]'
	said make migrate-state ENV=prod
	grep -q 'moved from local to garage: .* equal' "$BATS_TEST_TMPDIR/said"
}

@test "a move that is killed, at any request for the state, is taken up by the next" {
	local n
	garage
	said make apply ENV=prod YES=1 UNIT=one
	for n in 2 4 6 8; do
		cp state/prod/one.tfstate was
		state_in garage
		control PUT faults "[{\"path\": \"graph/prod/one.tfstate\", \"skip\": $((n - 1)), \"kind\": \"hang\"}]"
		rm -f state/prod/one.tfstate.migrated
		setsid make migrate-state ENV=prod lock_ttl=2s >killed 2>&1 3>&- </dev/null &
		move=$!
		eventually 20 has_come "$n"
		pkill -KILL -s "$move"
		wait "$move" || true
		control PUT faults '[]'
		said make migrate-state ENV=prod lock_ttl=2s
		[ -e state/prod/one.tfstate.migrated ] && [ ! -e state/prod/one.tfstate ]
		said make plan ENV=prod UNIT=one
		grep -q '^one: 0 to add, 0 to change, 0 to destroy' "$BATS_TEST_TMPDIR/said"
		diff <(jq -S 'del(.terraform_version)' was) <(build/toolchain/bin/terraform -chdir=build/prod/one state pull | jq -S 'del(.terraform_version)')
		state_in local
		said make migrate-state ENV=prod
	done
}

@test "a move wants the credentials of its two places, and no others" {
	garage
	said make apply ENV=prod YES=1 UNIT=one
	printf '%s\n' 'GARAGE_ACCESS_KEY_ID: {env: GARAGE_ACCESS_KEY_ID}' 'GARAGE_SECRET_ACCESS_KEY: {env: GARAGE_SECRET_ACCESS_KEY}' \
		'CONSUL_HTTP_TOKEN: {env: CONSUL_HTTP_TOKEN}' >inventory/secrets.yml # which is not there yet
	state_in garage
	said make migrate-state ENV=prod
	consul
	state_in consul
	(unset GARAGE_SECRET_ACCESS_KEY && refused 'vault-fetch: GARAGE_SECRET_ACCESS_KEY: ' make migrate-state ENV=prod)
	said make migrate-state ENV=prod
	unset GARAGE_ACCESS_KEY_ID GARAGE_SECRET_ACCESS_KEY
	state_in local
	said make migrate-state ENV=prod
}

@test "a move to a file that was cut short when the state was there is ended, and nobody goes on from either before that" {
	garage
	state_in garage
	said make apply ENV=prod YES=1 UNIT=one
	state_in local
	control PUT faults '[{"method": "PUT", "path": "prod/one.tfstate.migrated", "kind": "status", "status": 403}]'
	refused 'could not be put aside in garage' make migrate-state ENV=prod
	[ -e state/prod/one.tfstate ] && [ -e state/prod/one.garage.json ]
	control PUT faults '[]'
	refused 'one: its state is where state/prod/one.garage.json is or says, not where the inventory does (local)' make plan ENV=prod UNIT=one
	said make migrate-state ENV=prod
	grep -q '^one: moved from garage to local: serial 1, .* equal$' "$BATS_TEST_TMPDIR/said"
	[ "$(mk/bin/state-keys list garage "$garage_url" garage graph-prod-state graph/prod/ | grep '^one[.]')" = one.tfstate.migrated ]
	run make migrate-state ENV=prod
	[ "$output" = 'prod: no state to move: the inventory says local' ]
	run make plan ENV=prod UNIT=one
	[[ "$output" == *'one: 0 to add, 0 to change, 0 to destroy'* ]]
}

# with_tofu: OpenTofu is the program, state is in Garage, and unit three has something that is to be read nowhere.
with_tofu() {
	local tofu
	tofu=$(printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}"/infrastructure-template/opentofu/*/tofu | tail -n 1)
	[ -x "$tofu" ] || skip "no OpenTofu has been built yet (make TF=tofu init builds it)"
	garage
	state_in garage
	sed -i 's/id: given/id: plaintext-canary/' inventory/envs/prod.yml
	export TF=$tofu
}

# is_encrypted: the state of three in Garage, which becomes the file stored.
is_encrypted() {
	curl -fsS --aws-sigv4 aws:amz:garage:s3 --user "$GARAGE_ACCESS_KEY_ID:$canary" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
		"$garage_url/graph-prod-state/graph/prod/three.tfstate" >stored
	jq -e 'has("encrypted_data") and (has("resources") | not)' stored
}

@test "OpenTofu encrypts state and plans; another passphrase, or none, is one clear error" {
	with_tofu
	# shellcheck disable=SC2016 # nothing in it is anybody's variable
	TF_ENCRYPTION_PASSPHRASE='a "long" ${passphrase} %{of} \ 16' said make apply ENV=prod YES=1 UNIT=three
	is_encrypted
	run grep -aF -e plaintext-canary -e 'passphrase}' stored build/prod/three/tfplan
	[ "$status" -eq 1 ]
	touch stacks/app/main.tf
	TF_ENCRYPTION_PASSPHRASE=another-passphrase refused 'decryption failed' make plan ENV=prod UNIT=three
	refused 'Error: ' make plan ENV=prod UNIT=three
	TF_ENCRYPTION_PASSPHRASE=short refused 'TF_ENCRYPTION_PASSPHRASE is shorter than 16 characters' make plan ENV=prod UNIT=three
}

# by_hand ARG…: as somebody runs Terraform in the unit's folder, or Terragrunt does.
by_hand() { (cd build/prod/three && ../../../mk/bin/terraform-locked "$@"); }

@test "OpenTofu by terraform-locked encrypts as well; a state that could not be saved is pushed; without the passphrase it writes nothing" {
	with_tofu
	export TF_ENCRYPTION_PASSPHRASE='a "long" passphrase of more than 16'
	said make init ENV=prod UNIT=three
	said by_hand apply -input=false -auto-approve
	is_encrypted
	run grep -aF plaintext-canary stored
	[ "$status" -eq 1 ]
	sed -i 's/size: 3/size: 2/' inventory/envs/prod.yml
	control PUT faults '[{"method": "PUT", "path": "prod/three.tfstate[?]x-id", "kind": "status", "status": 403}]'
	refused 'state push errored.tfstate' make apply ENV=prod YES=1 UNIT=three
	control PUT faults '[]'
	is_encrypted
	cp stored before
	(
		unset TF_ENCRYPTION_PASSPHRASE
		refused 'encrypt' by_hand state push errored.tfstate
		jq -n '{version: 4, serial: 9, lineage: "x", outputs: {}, resources: []}' >build/prod/three/clear.tfstate
		refused 'encrypt' by_hand state push -force clear.tfstate
		refused 'encrypt' by_hand apply -input=false -auto-approve
	)
	is_encrypted
	cmp stored before
	TF_CLI_CONFIG_FILE=$PWD/nowhere said by_hand state push errored.tfstate
	is_encrypted
	rm build/prod/three/errored.tfstate
	run make plan ENV=prod UNIT=three
	[[ "$output" == *'three: 0 to add, 0 to change, 0 to destroy'* ]]
}
