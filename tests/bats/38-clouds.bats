#!/usr/bin/env bats
# 38-clouds: the example product on each of the six clouds, where it cannot be had really on schema doubles.

load setup
load graph

setup() {
	product "$BATS_TEST_TMPDIR/product" "$ROOT"
	cp -a "$ROOT/build/doubles" build
}

# on PROVIDER: the product moves there, by one word.
on() { sed -i "s/^  provider: hetzner$/  provider: $1/" inventory/product.yml; }

# dev_follows: dev, moved by the same word, plans whole, with defaults where it says nothing.
dev_follows() {
	run make plan ENV=dev PROVIDERS=double
	echo "$output"
	[ "$status" = 0 ]
	[[ ${lines[-1]} =~ ^dev:\ 2\ units,\ [1-9][0-9]*\ to\ add,\ 0\ to\ change,\ 0\ to\ destroy$ ]]
}

# plans_on PROVIDER UNIT…: prod plans these units there, and no other without a limit as the reason.
plans_on() {
	local provider=$1 unit
	shift
	on "$provider"
	for unit in mgmt web vpn; do
		run make plan ENV=prod UNIT="$unit" PROVIDERS=double
		case " $* " in
		*" $unit "*)
			echo "$output"
			[ "$status" = 0 ]
			[[ $output =~ $unit:\ [1-9][0-9]*\ to\ add,\ 0\ to\ change,\ 0\ to\ destroy ]]
			;;
		*)
			echo "$output"
			[ "$status" != 0 ]
			# Terraform frames and breaks the text of an error.
			[[ $(tr -d '│\n' <<<"$output" | tr -s ' ') == *"Unit $unit asks for what its provider cannot do:"* ]]
			;;
		esac
	done
}

@test "prod and dev move to AWS by one word" {
	plans_on aws mgmt web vpn
	dev_follows
	[[ $(make plan ENV=prod PROVIDERS=double) == *"(by the schema of hashicorp/aws alone)"* ]]
}

@test "prod and dev move to Google Cloud by one word" {
	plans_on gcp mgmt web vpn
	dev_follows
}

@test "prod and dev move to Azure by one word" {
	plans_on azure mgmt web vpn
	dev_follows
}

@test "prod and dev move to Oracle Cloud by one word, but for routes in another unit's network" {
	plans_on oci mgmt web
	dev_follows
}

@test "Heroku has no servers: prod's units are refused by name, a unit of dynos is planned" {
	plans_on heroku
	sed -i '/^    user_data:/,$d; s/^    depends_on: \[mgmt\].*//' inventory/product.yml
	cat >inventory/envs/prod.yml <<-'END'
		defaults: {network_cidr: 10.0.0.0/16}
		units:
		  mgmt: ~
		  web: {servers: 2, spread: none, ssh_keys: {}, ssh_cidrs: [], load_balancer: {services: [{port: 80}]}}
	END
	run make plan ENV=prod PROVIDERS=double
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *"prod: 1 unit, "[1-9]*" to add, 0 to change, 0 to destroy"* ]]
}

@test "staging spans six clouds, Cloudflare and the services; without doubles it names the provider that it cannot get" {
	run make plan ENV=staging PROVIDERS=double
	echo "$output"
	[ "$status" = 0 ]
	for provider in aws google azurerm oci cloudflare vault consul nomad garage ldap; do [[ $output == *"by the schema of"*"/$provider"* ]]; done
	[[ $output == *"staging: 15 units, 147 to add, 0 to change, 0 to destroy"* ]]
	cat build/staging/*/.terraform.lock.hcl | grep -q hetznercloud/hcloud
	# What keeps things in a service needs no cloud, though Hetzner is the default.
	[ "$(sed -n 's/^provider ".*\/\(.*\)" {$/\1/p' build/staging/{secrets,mesh,jobs,objects,directory}/.terraform.lock.hcl | paste -sd' ')" = 'vault consul nomad garage ldap' ]

	run make plan ENV=staging UNIT=web-aws
	echo "$output"
	if [ "$status" != 0 ]; then # no registry here
		[[ $output == *"provider hashicorp/aws: "*" does not answer"*"PROVIDERS=double"* ]]
	else
		[[ $output != *"by the schema of"* ]]
	fi
}

@test "a unit that sets Vault up gets the login of whoever runs make, and no other unit does" {
	export VAULT_ADDR=https://127.0.0.1:1 VAULT_TOKEN=hvs.canary SPIED=$BATS_TEST_TMPDIR/spied
	mkdir "$SPIED"
	# shellcheck disable=SC2016 # the script's own
	printf '#!/bin/sh\nenv >"$SPIED/$(basename "$PWD")-$1"\nexec %s "$@"\n' "$(readlink -f build/toolchain/bin/terraform)" >spy
	chmod +x spy
	TF=$PWD/spy make plan ENV=staging UNIT='mgmt secrets' PROVIDERS=double OFFLINE=1
	[ "$(cd "$SPIED" && grep -lx VAULT_TOKEN=hvs.canary -- *-plan *-init)" = secrets-plan ]
	[ -e "$SPIED/mgmt-plan" ]
}

@test "what was planned on a double is never applied" {
	on aws
	make plan ENV=prod UNIT=mgmt PROVIDERS=double
	run make apply ENV=prod UNIT=mgmt PROVIDERS=double YES=1
	echo "$output"
	[ "$status" != 0 ]
	[[ $output == *"mgmt: planned with PROVIDERS=double, by the schema of hashicorp/aws alone"* ]]
	[ ! -e state/prod/mgmt.tfstate ]
}

@test "PROVIDERS takes two words, and not from the shell" {
	run make plan ENV=prod PROVIDERS=fake
	[ "$status" != 0 ]
	[[ $output == *'PROVIDERS is double or registry, not "fake"'* ]]
	PROVIDERS=fake run make config ENV=prod
	[ "$status" = 0 ]
}

@test "what is there does not move: a unit on another cloud than its state is refused, with the way over" {
	mkdir -p state/prod
	jq -n '{version: 4, terraform_version: "1.11.4", serial: 3, lineage: "8a9f9961-c87c-c3b4-1f4b-5c9f9349455b", outputs: {}, resources: [{
		mode: "managed", type: "aws_eip", name: "this", provider: "provider[\"registry.terraform.io/hashicorp/aws\"]",
		instances: [{schema_version: 0, attributes: {id: "eipalloc-1"}}]}]}' >state/prod/mgmt.tfstate
	run make plan ENV=prod UNIT=mgmt
	[ "$status" != 0 ]
	[[ $output == *'mgmt: its state has things of hashicorp/aws, which this unit is not on any more. They do not move: docs/state.md, Another cloud'* ]]
}
