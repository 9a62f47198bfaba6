#!/usr/bin/env bats
# State in Garage, by Terraform's own s3 backend and a double of Garage's API.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell, and meant to be; variables of state.bash and of run

load setup
load graph
load lock
load state

setup() {
	product
	garage
	state_in garage
}

key() { echo "/graph-prod-state/graph/prod/$1.tfstate"; }

@test "plan, apply, outputs, drift, destroy; the secret key is in no file and no plan" {
	said make plan ENV=prod
	grep -qx 'prod: 3 units, 5 to add, 0 to change, 0 to destroy' "$BATS_TEST_TMPDIR/said"
	said make apply ENV=prod YES=1
	id=$(make -s output ENV=prod | jq -r .one.id)
	[ "${#id}" -eq 36 ]
	plan_of two | grep -q "two-$id"
	[ "$(asked '.method == "PUT" and (.path | test("state/graph/prod/[a-z]+[.]tfstate$"))' | sort -u)" = "$(printf 'PUT %s\n' "$(key one)" "$(key three)" "$(key two)")" ]
	said make drift ENV=prod
	grep -qx 'prod: 3 units, 0 drifted, 0 unknown' "$BATS_TEST_TMPDIR/said"
	# A fresh clone that looks in another place finds nothing, and does not take that for no drift.
	mkdir clone
	mv build/prod state clone
	cp inventory/product.yml clone
	sed -i 's/^product: graph/product: other/; $a\  bucket: graph-prod-state' inventory/product.yml
	run make drift ENV=prod
	[[ $status == 2 && $output == *'unknown: nothing was read: no unit has a state where it is looked for'* ]]
	rm -rf build/prod state
	mv clone/prod build
	mv clone/product.yml inventory
	mv clone/state .
	nowhere
	[ -z "$(find state -name '*.tfstate*')" ]
	said make destroy ENV=prod YES=1
	run make plan ENV=prod
	[[ "$output" == *'prod: 3 units, 5 to add, 0 to change, 0 to destroy' ]]
	nowhere
}

@test "with nothing changed one process asks for all ETags, and nothing else is started" {
	said make apply ENV=prod YES=1 UNIT=one
	said make plan ENV=prod
	forget
	before=$(snapshot)
	run make plan ENV=prod
	[ "$status" -eq 0 ]
	[ "$output" = $'one: 0 to add, 0 to change, 0 to destroy\ntwo: 1 to add, 0 to change, 0 to destroy\nthree: 3 to add, 0 to change, 0 to destroy\nprod: 3 units, 4 to add, 0 to change, 0 to destroy' ]
	# The bucket is listed beside it: where there is no bucket, each HEAD says that there is no state.
	[ "$(asked | sort)" = "$(printf '%s\n' 'GET /graph-prod-state' "HEAD $(key one)" "HEAD $(key three)" "HEAD $(key two)")" ]
	make -q plan ENV=prod
	[ "$(snapshot)" = "$before" ]
}

@test "somebody else's apply, and an ETag that cannot be read: that unit is planned again, no other" {
	said make apply ENV=prod YES=1
	said make plan ENV=prod
	here=$PWD
	product "$BATS_TEST_TMPDIR/colleague"
	state_in garage
	sed -i 's/size: 3/size: 2/' inventory/envs/prod.yml
	said make apply ENV=prod YES=1 UNIT=three
	cd "$here"
	[ "$(replanned make plan ENV=prod)" = three ]
	[[ "$(make plan ENV=prod)" == *'three: 1 to add, 0 to change, 0 to destroy'* ]]
	control PUT faults '[{"method": "HEAD", "path": "prod/two.tfstate", "times": 1, "kind": "status", "status": 403}]'
	[ "$(replanned make plan ENV=prod)" = two ]
	replanned make plan ENV=prod # it is known again, which is another answer
	[ -z "$(replanned make plan ENV=prod)" ]
}

@test "a state of more than 5 MiB, which goes in parts" {
	sed -i 's/input = .*/input = join("", [for i in range(1024) : format("%03072d", i)])/' modules/thing/red/main.tf
	said make apply ENV=prod YES=1 UNIT=one
	asked '.query | test("uploadId=")' | grep -q "PUT $(key one)"
	said make plan ENV=prod UNIT=one
	grep -qx 'one: 0 to add, 0 to change, 0 to destroy' "$BATS_TEST_TMPDIR/said"
}

@test "a key that may only read is enough to plan, and for nothing else" {
	said make apply ENV=prod YES=1 UNIT=one
	export GARAGE_ACCESS_KEY_ID=GKreader
	touch stacks/base/main.tf
	said make plan ENV=prod UNIT=one
	sed -i '0,/size: 1/s//size: 2/' inventory/envs/prod.yml
	refused 'Operation is not allowed for this key' make apply ENV=prod YES=1 UNIT=one
	[ "$(asked '.method == "PUT" and .status == 200 and (.path | test("one[.]tfstate$"))' | wc -l)" = 1 ]
}

@test "what the shell has left for Terraform, for AWS or for another backend bends nothing" {
	export AWS_ACCESS_KEY_ID=AKIAWRONG AWS_SECRET_ACCESS_KEY=wrong AWS_PROFILE=nobody AWS_REGION=eu-west-1 HOME=$BATS_TEST_TMPDIR
	export AWS_ENDPOINT_URL_S3=http://127.0.0.1:9 AWS_SSE_CUSTOMER_KEY=x TF_WORKSPACE=other TF_DATA_DIR=elsewhere TF_CLI_ARGS=-no-such-flag
	export TF_HTTP_ADDRESS=http://127.0.0.1:9
	mkdir "$HOME/.aws"
	printf '[garage]\naws_access_key_id = GKwrong\naws_secret_access_key = wrong\n' >"$HOME/.aws/credentials"
	said make apply ENV=prod YES=1 UNIT=one
	asked '.method == "PUT"' | grep -qx "PUT $(key one)"
}

@test "only recipes that reach state or what is in it see the keys" {
	# shellcheck disable=SC2016 # the script's own
	printf '#!/bin/sh\nif env | grep -q "^GARAGE_SECRET_ACCESS_KEY="; then echo "$1" >>%s/seen; else echo "$1" >>%s/unseen; fi\nexec %s "$@"\n' \
		"$PWD" "$PWD" "$(readlink -f build/toolchain/bin/terraform)" >spy
	chmod +x spy
	said make apply ENV=prod YES=1 UNIT=one TF="$PWD/spy"
	[ "$(sort -u seen | grep -v version | paste -sd ' ')" = 'apply init output plan' ]
	[ "$(sort -u unseen | grep -v version | paste -sd ' ')" = show ]
}

@test "keys from where inventory/secrets.yml says" {
	printf '%s\n' 'GARAGE_ACCESS_KEY_ID: {env: ID_ELSEWHERE}' 'GARAGE_SECRET_ACCESS_KEY: {env: SECRET_ELSEWHERE}' >inventory/secrets.yml
	export ID_ELSEWHERE=$GARAGE_ACCESS_KEY_ID SECRET_ELSEWHERE=$canary
	unset GARAGE_ACCESS_KEY_ID GARAGE_SECRET_ACCESS_KEY
	said make apply ENV=prod YES=1 UNIT=one
	said make drift ENV=prod UNIT=one
	state_in local
	said make migrate-state ENV=prod
	said make destroy ENV=prod UNIT=one YES=1
	nowhere
}

@test "without keys, or with http:// to somewhere else, one line says so" {
	(unset GARAGE_SECRET_ACCESS_KEY && refused 'etags: state is in Garage: GARAGE_ACCESS_KEY_ID and GARAGE_SECRET_ACCESS_KEY must be' make plan ENV=prod)
	(unset GARAGE_SECRET_ACCESS_KEY && said make config ENV=prod) # which asks for no state
	sed -i 's,endpoint: .*,endpoint: http://192.0.2.1:3900,' inventory/product.yml
	refused 'inventory/product.yml:6:13: "endpoint" cannot be used: http:// is for this machine' make plan ENV=prod
}

@test "a first run that failed is mended by the inventory, or by a server that is there again" {
	export ID_ELSEWHERE=$GARAGE_ACCESS_KEY_ID SECRET_ELSEWHERE=$canary
	unset GARAGE_ACCESS_KEY_ID GARAGE_SECRET_ACCESS_KEY
	refused 'GARAGE_ACCESS_KEY_ID and GARAGE_SECRET_ACCESS_KEY must be' make plan ENV=prod UNIT=one
	printf '%s\n' 'GARAGE_ACCESS_KEY_ID: {env: ID_ELSEWHERE}' 'GARAGE_SECRET_ACCESS_KEY: {env: MISSPELT}' >inventory/secrets.yml
	refused 'GARAGE_SECRET_ACCESS_KEY' make plan ENV=prod UNIT=one
	sed -i 's/MISSPELT/SECRET_ELSEWHERE/' inventory/secrets.yml
	url=$garage_url
	garage_url=http://127.0.0.1:9
	state_in garage
	refused 'http://127.0.0.1:9 does not answer' make plan ENV=prod UNIT=one
	garage_url=$url
	state_in garage
	control PUT faults '[{"method": "GET", "path": "prod-state", "kind": "status", "status": 403}]'
	refused 'answers 403' make plan ENV=prod UNIT=one
	control PUT faults '[]'
	said make plan ENV=prod UNIT=one
	grep -qx 'one: 1 to add, 0 to change, 0 to destroy' "$BATS_TEST_TMPDIR/said"
	# What is newer than what was rendered is rendered before anybody is asked; then there is one question.
	forget
	touch inventory/secrets.yml
	said make plan ENV=prod UNIT=one
	[ "$(asked '.method == "HEAD"' | sort | uniq -d)" = '' ]
	[ "$(asked '.method == "HEAD"' | wc -l)" = 3 ]
}

@test "a unit that left the inventory is found in the bucket, also from a new checkout, and destroyed" {
	said make apply ENV=prod YES=1 UNIT=three
	curl -fsS -X PUT -d x --aws-sigv4 aws:amz:garage:s3 --user "$GARAGE_ACCESS_KEY_ID:$canary" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
		"$garage_url/graph-prod-state/graph/prod/%24%28error%20foreign%29.tfstate"
	control PUT settings '{"page": 1}' # what is in the bucket comes in many
	product "$BATS_TEST_TMPDIR/fresh"
	state_in garage
	sed -i '/^  three:/,$d' inventory/envs/prod.yml
	run make plan ENV=prod
	[[ "$output" == *'three: left the inventory with 3 resources in state; make destroy ENV=prod UNIT=three' ]]
	said make destroy ENV=prod UNIT=three YES=1
	run make plan ENV=prod
	[[ "$status" -eq 0 && "$output" != *three* ]]
}

@test "a state that changes during each of three plans is no plan's" {
	said make plan ENV=prod UNIT=one
	rm build/prod/one/tfplan
	# shellcheck disable=SC2016 # the scripts' own
	printf '#!/bin/sh\necho $$ >"${1#--into=}/one/.etag"\n' >etags
	# shellcheck disable=SC2016
	printf '#!/bin/sh\necho "$1" >>../../../calls\nexec %s "$@"\n' "$(readlink -f build/toolchain/bin/terraform)" >spy
	chmod +x etags spy
	export TF_PROGRAM=$PWD/spy STATE_ETAGS=$PWD/etags
	refused 'one: its state changed during each of three plans' mk/bin/plan build/prod/one state/prod/one.tfstate
	[ "$(grep -c '^plan$' calls)" = 3 ]
	[ ! -e build/prod/one/tfplan ]
}

@test "a state that was written without the lock stops the next apply, which says the way out" {
	said make apply ENV=prod YES=1 UNIT=one
	sed -i '0,/size: 1/s//size: 2/' inventory/envs/prod.yml
	said make plan ENV=prod UNIT=one
	(cd build/prod/one && "$ROOT/build/toolchain/bin/terraform" state rm 'module.thing.terraform_data.this[0]') >/dev/null
	run make apply ENV=prod YES=1 UNIT=one
	[ "$status" -ne 0 ]
	[[ "$output" == *'--accept'* ]]
	refused 'restore-state wants ENTRY= and ACCEPT=' make restore-state ENV=prod UNIT=one
	etag=$(<build/prod/one/.etag)
	said make restore-state ENV=prod UNIT=one ENTRY=1-1 ACCEPT="$etag"
	run make plan ENV=prod UNIT=one
	[[ "$output" == *'one: 1 to add, 0 to change, 0 to destroy'* ]] # all that was applied is known again
	entry=$(mk/bin/state-keys list garage "$garage_url" garage graph-prod-state graph/prod/history/one/ | grep '^2-')
	said make restore-state ENV=prod UNIT=one ENTRY="$entry" ACCEPT="$(<build/prod/one/.etag)"
	said make apply ENV=prod YES=1 UNIT=one
}

@test "what is left of a unit that left the inventory is restored, where destroy stops for it" {
	said make apply ENV=prod YES=1 UNIT=three
	(cd build/prod/three && "$ROOT/build/toolchain/bin/terraform" state rm 'module.thing.terraform_data.this[0]') >/dev/null
	sed -i '/^  three:/,$d' inventory/envs/prod.yml
	refused 'ACCEPT= for make' make destroy ENV=prod UNIT=three YES=1
	said make restore-state ENV=prod UNIT=three ENTRY=1-1 ACCEPT="$(<build/prod/three/.etag)"
	said make destroy ENV=prod UNIT=three YES=1
	grep -q '3 destroyed' "$BATS_TEST_TMPDIR/said"
	refused 'unknown UNIT "three"' make plan ENV=prod UNIT=three
}

# bucket [OPTION…] KEY
bucket() { curl -fsS --aws-sigv4 aws:amz:garage:s3 --user "$GARAGE_ACCESS_KEY_ID:$GARAGE_SECRET_ACCESS_KEY" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
	"${@:1:$#-1}" "$garage_url/graph-prod-state/graph/prod/${!#}"; }
# record: the last holder's; of its two the closed one.
record() {
	bucket "history/one/record/$("$ROOT"/mk/bin/state-keys list garage "$garage_url" garage graph-prod-state graph/prod/history/one/record/ |
		sed 's/closed$/shut/' | sort | tail -n 1 | sed 's/shut$/closed/')"
}
state_of() { bucket one.tfstate; }

@test "a state that could not be saved: its record stays open, it blocks the next plan, and is pushed as it is" {
	said make apply ENV=prod YES=1 UNIT=one
	sed -i '0,/size: 1/s//size: 2/' inventory/envs/prod.yml
	control PUT faults '[{"method": "PUT", "path": "prod/one.tfstate[?]x-id", "kind": "status", "status": 403}]'
	run make apply ENV=prod YES=1 UNIT=one
	[ "$status" -ne 0 ]
	[[ $output == *"garage-lock: graph/prod/one: its state could not be saved, and may land yet; it is in build/prod/one/errored.tfstate"* ]]
	control PUT faults '[]'
	[ "$(record | jq -c '[.Phase, .Serial]')" = '["open",1]' ]
	refused 'state push errored.tfstate' make plan ENV=prod UNIT=one
	refused 'state push errored.tfstate' make apply ENV=prod YES=1 UNIT=one # the plan is as fresh as it was
	refused 'state push errored.tfstate' make destroy ENV=prod YES=1 UNIT=one
	(cd build/prod/one && said ../../../mk/bin/terraform-locked state push errored.tfstate && rm errored.tfstate)
	[ "$(record | jq -c '[.Phase, .Serial]')" = "[\"closed\",$(state_of | jq .serial)]" ]
	run make plan ENV=prod UNIT=one
	[[ "$output" == *'one: 0 to add, 0 to change, 0 to destroy'* ]]
}

@test "after a crash the serial is raised: a plan that was made before is stale, and made again" {
	said make apply ENV=prod YES=1 UNIT=one
	record | jq -c '.Phase = "open" | .Token = 2' >open # as a machine that died leaves it
	bucket -T open history/one/record/00000000000000000002.open
	(exec 3>&-; cd build/prod/one && ../../tools/garage-lock/garage-lock run -k graph/prod/one -s garage --endpoint="$garage_url" --bucket=graph-prod-locks -- true) # its token
	sed -i '0,/size: 1/s//size: 2/' inventory/envs/prod.yml
	said make plan ENV=prod UNIT=one
	said make apply ENV=prod YES=1 UNIT=one
	output=$(<"$BATS_TEST_TMPDIR/said")
	[[ $output =~ "so that no late write of an earlier holder is taken for ours, it begins with serial "([0-9]+)" of lineage ".*"; plans made before are stale" ]]
	raised=${BASH_REMATCH[1]}
	[ "$raised" -gt 10001 ]
	[[ $output == *'  PLAN     prod/one'* ]]
	[ "$(state_of | jq -c '[.serial, (.resources[0].instances | length)]')" = "[$((raised + 1)),2]" ]
	[ "$(record | jq -c '[.Phase, .Serial]')" = "[\"closed\",$((raised + 1))]" ]
}

@test "Terraform that was killed in the middle of a write: the record stays open, and the lock runs out" {
	control PUT faults '[{"method": "PUT", "path": "prod/one.tfstate", "times": 1, "kind": "late", "seconds": 4}]'
	make apply ENV=prod YES=1 UNIT=one lock_ttl=8s >killed 2>&1 3>&- </dev/null &
	pid=$!
	eventually 60 has_come 1
	kill -9 "$(finds terraform)"
	status=0
	wait "$pid" || status=$?
	[ "$status" -ne 0 ]
	grep -q "garage-lock: 'make' has ended, but what something that it ran has sent may land yet: graph/prod/one is free in 8s" killed
	grep -q '^one: Terraform was cut off' killed
	[ "$(record | jq -r .Phase)" = open ]
	refused '' make apply ENV=prod YES=1 UNIT=one LOCK_WAIT=0
	said make apply ENV=prod YES=1 UNIT=one # by then it has landed
	grep -q 'one: its last holder did not give the state back, .* going on with serial 1 of lineage' "$BATS_TEST_TMPDIR/said"
	[ "$(state_of | jq '.resources[0].instances | length')" = 1 ]
	[ "$(record | jq -r .Phase)" = closed ]
	[ ! -e build/prod/one/.in-flight ]
}

@test "clean removes no state that could not be saved" {
	said make plan ENV=prod UNIT=one
	echo '{}' >build/prod/one/errored.tfstate
	refused 'build/prod/one/errored.tfstate: the only copy of a state that could not be saved' make clean ENV=prod
	refused 'build/prod/one/errored.tfstate: the only copy of a state that could not be saved' make distclean
	[ -e build/prod/one/errored.tfstate ]
	rm build/prod/one/errored.tfstate
	said make clean ENV=prod
	[ ! -e build/prod ]
}
