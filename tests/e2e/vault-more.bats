#!/usr/bin/env bats
# What Vault does and RustyVault 0.2.1 does not, seen with curl.

load vault

@test "policies: what they do not allow is a 403, and so is what is not there" {
	mount_kv kv 1
	for name in one two; do gives 204 PUT "kv/$name" -d '{"a": "b"}'; done
	policy one kv/one
	token=$(new_token '{"policies": ["one"]}')
	gives 200 GET kv/one
	gives 403 GET kv/two
	gives 403 GET kv/none
	gives 403 PUT kv/one -d '{"a": "b"}'
}

@test "KV 2 keeps versions; a deleted one is a 404 with its metadata" {
	mount_kv kv2 2
	for v in one two; do gives 200 PUT kv2/data/x -d '{"data": {"v": "'$v'"}}'; done
	[ "$(gives 200 GET 'kv2/data/x?version=1' | jq -r .data.data.v)" = one ]
	[ "$(gives 200 GET kv2/data/x | jq -r .data.data.v)" = two ]
	gives 204 DELETE kv2/data/x
	[ "$(gives 404 GET kv2/data/x | jq -c '[.data.data, .data.metadata.version]')" = '[null,2]' ]
	[ "$(gives 200 GET sys/internal/ui/mounts/kv2/x | jq -r .data.options.version)" = 2 ]
}

@test "an answer comes wrapped, and is unwrapped once" {
	gives 204 POST sys/auth/approle -d '{"type": "approle"}'
	gives 204 POST auth/approle/role/deploy -d '{"secret_id_num_uses": 1}'
	wrapped=$(gives 200 POST auth/approle/role/deploy/secret-id -H 'X-Vault-Wrap-TTL: 60' | jq -r .wrap_info.token)
	token=$wrapped
	[ "$(gives 200 POST sys/wrapping/unwrap | jq -r '.data.secret_id | length')" -gt 30 ]
	gives 400 POST sys/wrapping/unwrap
}

@test "a token revokes itself" {
	token=$(new_token '{"policies": ["default"]}') # the one that gives asks with
	export token
	gives 200 GET auth/token/lookup-self
	gives 204 POST auth/token/revoke-self
	gives 403 GET auth/token/lookup-self
}

@test "health says what state the server is in" {
	[ "$(gives 200 GET sys/health | jq -c '[.initialized, .sealed, .standby]')" = '[true,false,false]' ]
	server seal
	gives 503 GET sys/health
	server unseal
}
