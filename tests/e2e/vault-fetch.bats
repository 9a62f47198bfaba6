#!/usr/bin/env bats
# vault-fetch on any server of Vault's API.

load vault
load vault-fetch

@test "fifty secrets at once, each with its own value" {
	[ "$(fetch -- sh -c 'env | grep -c "^SECRET_[0-9]*=canary [0-9]*$"')" = 50 ]
	for i in 1 17 50; do [ "$(fetch -- printenv "SECRET_$i")" = "canary $i" ]; done
}

@test "AppRole: a secret-id of one use gives the secrets once" {
	credentials
	[ "$(fetch -- printenv SECRET_7)" = 'canary 7' ]
	refused 77 'vault-fetch: *login*' fetch -- echo started
}

@test "COMMAND finds no credentials of Vault's" {
	credentials
	fetch -- env >"$BATS_TEST_TMPDIR/found"
	grep -q '^SECRET_7=canary 7$' "$BATS_TEST_TMPDIR/found"
	run grep -E '^VAULT_(TOKEN|ROLE_ID|SECRET_ID)=' "$BATS_TEST_TMPDIR/found"
	[ "$status" -eq 1 ]
}

@test "a server with another CA is not spoken to" {
	unset VAULT_CACERT
	refused 76 'vault-fetch: SECRET_1, SECRET_2, SECRET_3 and 47 more: * is not trusted: *' fetch -- echo started
}

@test "a token that has ended opens nothing" {
	VAULT_TOKEN=$(new_token '{"ttl": "2s", "policies": ["reader"]}')
	export VAULT_TOKEN
	[ "$(fetch -- printenv SECRET_7)" = 'canary 7' ]
	ends "$VAULT_TOKEN"
	refused 77 'vault-fetch: SECRET_7: Vault refuses to give "kv/prod/n7": *' fetch --only SECRET_7 -- echo started
}

@test "a new value is what the next run gets" {
	gives 204 PUT kv/prod/n9 -d '{"value": "rotated"}'
	[ "$(fetch -- printenv SECRET_9)" = rotated ]
}

@test "sealed: it asks again until the server is unsealed, and gives up at its deadline" {
	server seal
	refused 69 'vault-fetch: SECRET_1, *' fetch --deadline 1 -- echo started
	(sleep 2; server unseal) &
	[ "$(fetch --deadline 20 -- printenv SECRET_7)" = 'canary 7' ]
	wait $!
}

@test "killed: it asks again until the server is back, and gives up at its deadline" {
	server kill
	refused 69 'vault-fetch: SECRET_1, *' fetch --deadline 1 -- echo started
	(sleep 1; server start; server unseal) &
	[ "$(fetch --deadline 30 -- printenv SECRET_7)" = 'canary 7' ]
	wait $!
}
