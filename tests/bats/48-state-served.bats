#!/usr/bin/env bats
# State in Garage that garage-lock serves, through the whole graph, on a double of Garage's API.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell, and meant to be; variables of state.bash and of run

load setup
load graph
load lock
load state

setup() {
	product
	garage
	state_in garage '  writes: served'
}

# written UNIT: the keys that are there of its state.
written() { mk/bin/state-keys list garage "$garage_url" garage graph-prod-state "graph/prod/$1.tfstate.d/"; }

@test "plan, apply, outputs, drift, destroy: each state is a new key, and no one is Terraform's own" {
	said make plan ENV=prod
	grep -qx 'prod: 3 units, 5 to add, 0 to change, 0 to destroy' "$BATS_TEST_TMPDIR/said"
	said make apply ENV=prod YES=1
	id=$(make -s output ENV=prod | jq -r .one.id)
	[ "${#id}" -eq 36 ]
	plan_of two | grep -q "two-$id"
	[ "$(asked '.method == "PUT" and (.path | startswith("/graph-prod-state/"))' | grep -cvE 'PUT /graph-prod-state/graph/prod/[a-z]+\.tfstate\.d/[0-9]{20}-[0-9]{10}(-after-[0-9]{20}-[0-9]{10})?$')" = 0 ]
	[ -n "$(written one)" ]
	[ -z "$(find state -name '*.tfstate*')" ]
	forget
	said make drift ENV=prod
	grep -qx 'prod: 3 units, 0 drifted, 0 unknown' "$BATS_TEST_TMPDIR/said"
	run make plan ENV=prod
	[[ "$output" == *'prod: 3 units, 0 to add, 0 to change, 0 to destroy' ]]
	[ -z "$(asked '.method != "GET" and .method != "HEAD"')" ] # without the lock nothing is written
	nowhere
	said make destroy ENV=prod YES=1
	run make plan ENV=prod
	[[ "$output" == *'prod: 3 units, 5 to add, 0 to change, 0 to destroy' ]]
	nowhere
}

@test "with nothing changed nothing is planned again; after somebody else's apply that unit is, and no other" {
	said make apply ENV=prod YES=1
	said make plan ENV=prod
	[ -z "$(replanned make plan ENV=prod)" ]
	here=$PWD
	product "$BATS_TEST_TMPDIR/colleague"
	state_in garage '  writes: served'
	sed -i 's/size: 3/size: 2/' inventory/envs/prod.yml
	said make apply ENV=prod YES=1 UNIT=three
	cd "$here"
	[ "$(replanned make plan ENV=prod)" = three ]
	[[ "$(make plan ENV=prod)" == *'three: 1 to add, 0 to change, 0 to destroy'* ]]
}

@test "by hand: reading needs no lock, writing takes it" {
	said make apply ENV=prod YES=1 UNIT=one
	before=$(written one)
	cd build/prod/one
	../../../mk/bin/terraform-locked state list | grep -q .
	../../../mk/bin/terraform-locked state pull | jq -e '.serial == 1'
	[ "$(cd ../../.. && written one)" = "$before" ]
	../../../mk/bin/terraform-locked state rm "$(../../../mk/bin/terraform-locked state list | head -n 1)"
	[ "$(cd ../../.. && written one | wc -l)" -gt "$(wc -l <<<"$before")" ]
}

@test "from files and from direct to served, and back" {
	state_in local
	said make apply ENV=prod YES=1 UNIT=one
	is=$(jq -r '"serial \(.serial), lineage \(.lineage)"' state/prod/one.tfstate)
	for to in garage 'garage:  writes: served' garage 'garage:  writes: served' local; do
		lines=()
		[[ $to != *:* ]] || lines=("${to#*:}")
		state_in "${to%%:*}" "${lines[@]}"
		refused 'first: make migrate-state ENV=prod UNIT=one' make plan ENV=prod
		run make migrate-state ENV=prod
		[[ "$status" -eq 0 && "$output" == *"one: moved from "*": $is, equal" ]] || { echo "$to: $output"; false; }
		run make plan ENV=prod UNIT=one
		[[ "$output" == *'one: 0 to add, 0 to change, 0 to destroy'* ]] || { echo "$to: $output"; false; }
	done
	nowhere
}
