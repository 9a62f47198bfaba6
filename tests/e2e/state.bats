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
	env=e$BATS_TEST_NUMBER # a place of its own, where the cluster's token may write
	sed -i 's/^product: .*/product: acme/' inventory/product.yml
	mv inventory/envs/prod.yml "inventory/envs/$env.yml"
	there
}

# What the inventory says of it, besides LINEs.
there() {
	sed -i '/^state:/,$d' inventory/product.yml
	printf '%s\n' 'state:' "  backend: $SERVER" ${garage_url:+"  endpoint: $garage_url"} '  bucket: states' '  lock_bucket: locks' \
		${consul_url:+"  address: $consul_url"} "$@" >>inventory/product.yml
}

@test "plan, apply, outputs, drift, a state of more than 5 MiB, destroy" {
	said make apply ENV="$env" YES=1
	id=$(make -s output ENV="$env" | jq -r .one.id)
	plan_of two "$env" | grep -q "two-$id"
	said make drift ENV="$env"
	make plan ENV="$env"
	make -q plan ENV="$env"
	sed -i 's/input = .*/input = join("", [for i in range(1024) : format("%03072d", i)])/' modules/thing/red/main.tf
	said make apply ENV="$env" YES=1 UNIT=one
	run make plan ENV="$env" UNIT=one
	[[ "$output" == *'one: 0 to add, 0 to change, 0 to destroy'* ]]
	said make destroy ENV="$env" YES=1
}

@test "to files and back" {
	said make apply ENV="$env" YES=1 UNIT=three
	sed -i "s/backend: .*/backend: local/" inventory/product.yml
	said make migrate-state ENV="$env"
	cp "state/$env/three.tfstate" first
	there
	said make migrate-state ENV="$env"
	run make plan ENV="$env" UNIT=three
	[[ "$output" == *'three: 0 to add, 0 to change, 0 to destroy'* ]]
	diff first "state/$env/three.tfstate.migrated"
}

@test "a key that may only read plans, and applies nothing; state that garage-lock serves" {
	[ "$SERVER" = garage ] || skip "Garage's alone"
	said make apply ENV="$env" YES=1 UNIT=one
	touch stacks/base/main.tf
	export GARAGE_ACCESS_KEY_ID=$GARAGE_READER_ACCESS_KEY_ID GARAGE_SECRET_ACCESS_KEY=$GARAGE_READER_SECRET_ACCESS_KEY
	said make plan ENV="$env" UNIT=one
	sed -i '0,/size: 1/s//size: 2/' "inventory/envs/$env.yml"
	refused 'not allowed' make apply ENV="$env" YES=1 UNIT=one
	# shellcheck disable=SC1091 # see above
	. "$FOLDER/env"
	there '  writes: served'
	said make migrate-state ENV="$env"
	said make apply ENV="$env" YES=1 UNIT=one
	run make plan ENV="$env" UNIT=one
	[[ "$output" == *'one: 0 to add, 0 to change, 0 to destroy'* ]]
}
