#!/usr/bin/env bats
# Terraform's state in real servers, through make: SERVER is garage or consul.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell, and meant to be; variables of the cluster and of run

load ../bats/setup
load ../bats/graph
load ../bats/lock
load ../bats/state
load garage-lock

setup() {
	product
	set -a
	# shellcheck disable=SC1091 # made by the cluster's script
	. "$FOLDER/env"
	set +a
	garage_url=${GARAGE_ENDPOINT-} consul_url=${CONSUL_HTTP_ADDR-}
	sed -i "s/^product: .*/product: e2e$BATS_TEST_NUMBER/" inventory/product.yml
	there
}

# What the inventory says of it, besides LINEs.
there() {
	sed -i '/^state:/,$d' inventory/product.yml
	printf '%s\n' 'state:' "  backend: $SERVER" ${garage_url:+"  endpoint: $garage_url"} '  bucket: states' '  lock_bucket: locks' \
		${consul_url:+"  address: $consul_url"} "$@" >>inventory/product.yml
}

@test "plan, apply, outputs, drift, a state of more than 5 MiB, destroy" {
	said make apply ENV=prod YES=1
	id=$(make -s output ENV=prod | jq -r .one.id)
	plan_of two | grep -q "two-$id"
	said make drift ENV=prod
	make plan ENV=prod
	make -q plan ENV=prod
	sed -i 's/input = .*/input = join("", [for i in range(1024) : format("%03072d", i)])/' modules/thing/red/main.tf
	said make apply ENV=prod YES=1 UNIT=one
	run make plan ENV=prod UNIT=one
	[[ "$output" == *'one: 0 to add, 0 to change, 0 to destroy'* ]]
	said make destroy ENV=prod YES=1
}

@test "to files and back" {
	said make apply ENV=prod YES=1 UNIT=three
	sed -i "s/backend: .*/backend: local/" inventory/product.yml
	said make migrate-state ENV=prod
	cp state/prod/three.tfstate first
	there
	said make migrate-state ENV=prod
	run make plan ENV=prod UNIT=three
	[[ "$output" == *'three: 0 to add, 0 to change, 0 to destroy'* ]]
	diff first state/prod/three.tfstate.migrated
}

@test "a key that may only read plans, and applies nothing; state that garage-lock serves" {
	[ "$SERVER" = garage ] || skip "Garage's alone"
	said make apply ENV=prod YES=1 UNIT=one
	touch stacks/base/main.tf
	export GARAGE_ACCESS_KEY_ID=$GARAGE_READER_ACCESS_KEY_ID GARAGE_SECRET_ACCESS_KEY=$GARAGE_READER_SECRET_ACCESS_KEY
	said make plan ENV=prod UNIT=one
	sed -i '0,/size: 1/s//size: 2/' inventory/envs/prod.yml
	refused 'not allowed' make apply ENV=prod YES=1 UNIT=one
	# shellcheck disable=SC1091 # see above
	. "$FOLDER/env"
	there '  writes: served'
	said make migrate-state ENV=prod
	said make apply ENV=prod YES=1 UNIT=one
	run make plan ENV=prod UNIT=one
	[[ "$output" == *'one: 0 to add, 0 to change, 0 to destroy'* ]]
}
