#!/usr/bin/env bats
# State in Consul, by Terraform's own backend and a double of Consul's API.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell, and meant to be; variables of state.bash and of run

load setup
load graph
load lock
load state

setup() {
	product
	consul
	state_in consul
}

@test "plan, apply, outputs, drift, destroy; the token is in no file and no plan" {
	said make apply ENV=prod YES=1
	id=$(make -s output ENV=prod | jq -r .one.id)
	[ "${#id}" -eq 36 ]
	plan_of two | grep -q "two-$id"
	said make drift ENV=prod
	grep -qx 'prod: 3 units, 0 drifted, 0 unknown' "$BATS_TEST_TMPDIR/said"
	nowhere
	[ -z "$(find state -name '*.tfstate*')" ]
	said make destroy ENV=prod YES=1
	run make plan ENV=prod
	[[ "$output" == *'prod: 3 units, 5 to add, 0 to change, 0 to destroy' ]]
}

@test "with nothing changed one process asks, once for each unit; somebody else's apply makes one plan again" {
	said make apply ENV=prod YES=1
	said make plan ENV=prod
	forget
	before=$(snapshot)
	make -q plan ENV=prod
	[ "$(snapshot)" = "$before" ]
	[ "$(asked | sed 's/[?].*//' | sort)" = "$(printf 'GET /v1/kv/graph/prod/%s.tfstate\n' one three two)" ]
	here=$PWD
	product "$BATS_TEST_TMPDIR/colleague"
	state_in consul
	sed -i 's/size: 3/size: 2/' inventory/envs/prod.yml
	said make apply ENV=prod YES=1 UNIT=three
	cd "$here"
	[ "$(replanned make plan ENV=prod)" = three ]
}

@test "a state that is too large for one key" {
	sed -i 's/input = .*/input = join("", [for i in range(1024) : format("%01024d", i)])/' modules/thing/red/main.tf
	said make apply ENV=prod YES=1 UNIT=one
	asked | grep -q 'PUT /v1/kv/graph/prod/one.tfstate/tfstate.'
	said make plan ENV=prod UNIT=one
	grep -qx 'one: 0 to add, 0 to change, 0 to destroy' "$BATS_TEST_TMPDIR/said"
}

@test "a unit that left the inventory is found from a new checkout" {
	said make apply ENV=prod YES=1 UNIT=three
	product "$BATS_TEST_TMPDIR/fresh"
	state_in consul
	sed -i '/^  three:/,$d' inventory/envs/prod.yml
	run make plan ENV=prod
	[[ "$output" == *'three: left the inventory with 3 resources in state; make destroy ENV=prod UNIT=three' ]]
}

@test "a token that Consul does not know" {
	export CONSUL_HTTP_TOKEN=wrong
	refused '403' make plan ENV=prod UNIT=one
}
