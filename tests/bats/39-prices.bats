#!/usr/bin/env bats
# make prices: whose token it asks with. What it makes of the answers is in 17-prices.bats.

# shellcheck disable=SC2030,SC2031 # each test is a subshell, and meant to be

load setup
load graph
load hetzner
load vault

# Instead of curl: it leaves address and headers of each request in asked, and gives no prices.
setup() {
	example
	mkdir "$BATS_TEST_TMPDIR/bin"
	export ASKED=$BATS_TEST_TMPDIR/asked PATH=$BATS_TEST_TMPDIR/bin:$PATH
	# shellcheck disable=SC2016 # the script's own
	printf '%s\n' '#!/bin/bash' 'for last; do :; done' 'while [ $# -gt 0 ]; do' \
		'	if [ "$1" = --header ]; then echo "$last $(cat "${2#@}")" >>"$ASKED"; fi' '	shift' 'done' 'exit 7' >"$BATS_TEST_TMPDIR/bin/curl"
	chmod +x "$BATS_TEST_TMPDIR/bin/curl"
	unset HCLOUD_ENDPOINT OCI_PRICES
}

# asked LINE…: these requests there were.
asked() { diff "$ASKED" <(printf '%s\n' 'https://apexapps.oracle.com/pls/apex/cetools/api/v1/products/?currencyCode=USD ' "$@"); }

@test "the token comes from Vault, that of the environment which ENV names" {
	jq '.namespaces[""].mounts["kv/"].data["prod/hetzner"] = {token: "of-prod"} | .namespaces[""].mounts["kv/"].data["dev/hetzner"] = {token: "of-dev"}
		| .namespaces[""].policies.ci.path["kv/data/+/hetzner"] = {capabilities: ["read"]}' "$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	export VAULT_TOKEN=ci HCLOUD_TOKEN=of-the-caller
	run make prices ENV=prod
	[ "$status" -ne 0 ]
	asked 'https://api.hetzner.cloud/v1/pricing Authorization: Bearer of-prod'
	rm "$ASKED"
	run make prices
	asked 'https://api.hetzner.cloud/v1/pricing Authorization: Bearer of-dev'
}

@test "a placeholder is no token: Hetzner is not asked, Oracle is" {
	run make prices ENV=prod
	[ "$status" -ne 0 ]
	[[ $output == *'vault-fetch: HCLOUD_TOKEN: only a placeholder is there'* ]]
	asked
}

@test "where secrets.yml does not name the token it comes from the environment, and without one Hetzner is passed over" {
	sed -i '/^HCLOUD_TOKEN:/,/^$/d' inventory/secrets.yml
	HCLOUD_TOKEN=of-the-caller run make prices ENV=prod
	asked 'https://api.hetzner.cloud/v1/pricing Authorization: Bearer of-the-caller'
	rm "$ASKED"
	run make prices ENV=prod
	[[ $output == *'hetzner: not asked, HCLOUD_TOKEN is not set'* ]]
	asked
}
