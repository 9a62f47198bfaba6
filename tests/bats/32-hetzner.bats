#!/usr/bin/env bats
# The worked example for real: the hcloud provider against an in-memory Hetzner API on the loopback interface.

load setup
load graph
load hetzner

setup() { example; }
teardown() { [ -z "${api-}" ] || kill "$api"; }

@test "prod plans with no account, no token and no server running" {
	unset HCLOUD_TOKEN HCLOUD_ENDPOINT
	run env HCLOUD_ENDPOINT=http://127.0.0.1:9 make plan ENV=prod
	[ "$status" -eq 0 ]
	[[ "${lines[-1]}" =~ ^prod:\ 3\ units,\ [1-9][0-9]+\ to\ add,\ 0\ to\ change,\ 0\ to\ destroy$ ]]
	make plan ENV=dev
}

@test "a placeholder is good enough to plan and never to apply" {
	unset HCLOUD_TOKEN
	run make apply ENV=dev YES=1
	[ "$status" -ne 0 ]
	[[ "$output" == *'HCLOUD_TOKEN: only a placeholder is there: plans make do with one, changes never'* ]]
	[ -z "$(find state -name '*.tfstate')" ]
}

@test "apply, outputs that reach the dependants, a second plan without change, a changed server, destroy" {
	start_api
	make plan ENV=prod
	[ "$(jq -r .network_id build/prod/web/inputs.auto.tfvars.json)" = "$(jq -r .network_id.mock build/prod/web/inputs.json)" ]
	run make apply ENV=prod YES=1
	[ "$status" -eq 0 ]
	network=$(jq -r '.network_id.value' build/prod/mgmt/outputs.json)
	[ -n "$network" ]
	[ "$(jq -r .network_id build/prod/web/inputs.auto.tfvars.json)" = "$network" ]
	[ ! -s build/prod/web/mocks ] || [ -z "$(tr -d '\n' <build/prod/web/mocks)" ]
	[ "$(make plan ENV=prod | tail -n 1)" = 'prod: 3 units, 0 to add, 0 to change, 0 to destroy' ]

	curl -fsS -H "Authorization: Bearer $HCLOUD_TOKEN" "$HCLOUD_ENDPOINT/servers?per_page=50" | jq -r '.servers[].name' >"$BATS_TEST_TMPDIR/names"
	[ "$(grep -c . "$BATS_TEST_TMPDIR/names")" -eq 6 ]

	run make destroy ENV=prod YES=1
	[ "$status" -ne 0 ]
	[[ "$output" == *'mgmt: protected from deletion: module.'*'set deletion_protection: false in the inventory and apply that first'* ]]
	sed -i 's/deletion_protection: true/deletion_protection: false/' inventory/envs/prod.yml
	make apply ENV=prod UNIT=mgmt YES=1
	make destroy ENV=prod YES=1
	[ "$(curl -fsS -H "Authorization: Bearer $HCLOUD_TOKEN" "$HCLOUD_ENDPOINT/servers" | jq '.servers | length')" = 0 ]
	[ "$(curl -fsS -H "Authorization: Bearer $HCLOUD_TOKEN" "$HCLOUD_ENDPOINT/networks" | jq '.networks | length')" = 0 ]
}

@test "a server that someone removed by hand is planned again once state is read anew" {
	start_api
	make apply ENV=dev YES=1
	id=$(curl -fsS -H "Authorization: Bearer $HCLOUD_TOKEN" "$HCLOUD_ENDPOINT/servers" | jq '.servers[0].id')
	curl -fsS -X DELETE -H "Authorization: Bearer $HCLOUD_TOKEN" "$HCLOUD_ENDPOINT/servers/$id" >/dev/null
	touch state/dev/*.tfstate
	[[ "$(make plan ENV=dev | tail -n 1)" =~ \ [1-9][0-9]*\ to\ add ]]
}

@test "what is applied, beside another revision: that one, too, is planned with the unit's token" {
	committed
	start_api
	make apply ENV=dev UNIT=mgmt YES=1 >/dev/null
	sed -i '0,/servers: 1/s//servers: 3/' inventory/envs/dev.yml
	run make cost ENV=dev UNIT=mgmt COMPARE=HEAD
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *$'\n  mgmt '* ]]
	# shellcheck disable=SC2154 # committed sets it
	[ "$(jq '[.resource_changes[] | select(.change.actions != ["no-op"])] | length' "$there/build/dev/mgmt/plan.json")" = 0 ]
}

@test "two checkouts with -j8 fill one empty cache at once, and neither gets a broken provider" {
	cp -a "$PWD" "$BATS_TEST_TMPDIR/other"
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
	unset HCLOUD_TOKEN
	(cd "$BATS_TEST_TMPDIR/other" && make -j8 plan ENV=dev RETRY=1) >"$BATS_TEST_TMPDIR/dev" 2>&1 &
	make -j8 plan ENV=prod RETRY=1 >"$BATS_TEST_TMPDIR/prod" 2>&1
	wait $!
	[[ "$(tail -n 1 "$BATS_TEST_TMPDIR/prod")" == 'prod: 3 units, '* ]]
	[[ "$(tail -n 1 "$BATS_TEST_TMPDIR/dev")" == 'dev: 2 units, '* ]]
	[ "$(find "$XDG_CACHE_HOME" -name 'terraform-provider-hcloud_v*' -links 2 -size +1M | wc -l)" -eq 2 ]
	[ -z "$(find "$XDG_CACHE_HOME" -name '*.??????' -type d)" ]
}
