#!/usr/bin/env bats
# What any server of Vault's API does, seen with curl. The tests are of one server and build on each other, in this order.

load vault

@test "it speaks TLS with the CA's certificate and nothing else, and HTTP/2" {
	[ "$(curl -sS --cacert "$VAULT_CACERT" -o /dev/null -w '%{http_version}' "$VAULT_ADDR/v1/sys/seal-status")" = 2 ]
	run -60 curl -sS "$VAULT_ADDR/v1/sys/seal-status"
	run curl -sS "${VAULT_ADDR/https:/http:}/v1/sys/seal-status"
	[[ "$output" != *'"sealed"'* ]]
}

@test "it is initialized once, with the keys that unseal it" {
	[ "$(gives 200 GET sys/init | jq .initialized)" = true ]
	[ "$(gives 200 GET sys/seal-status | jq .sealed)" = false ]
	gives '[45]*' PUT sys/init -d '{"secret_shares": 1, "secret_threshold": 1}'
}

@test "KV 1 gives what was written; what is not there is a 404" {
	mount_kv kv 1
	for i in $(seq 50); do gives 204 PUT "kv/prod/n$i" -d '{"token": "value '"$i"'", "n": '"$i"'}'; done
	[ "$(gives 200 GET kv/prod/n7 | jq -Sc .data)" = '{"n":7,"token":"value 7"}' ]
	gives 404 GET kv/prod/none
	gives 204 DELETE kv/prod/n7
	gives 404 GET kv/prod/n7
}

@test "one connection serves many paths" {
	urls=()
	for i in $(seq 10 50); do urls+=("$VAULT_ADDR/v1/kv/prod/n$i"); done
	curl -sS --cacert "$VAULT_CACERT" -H @<(echo "X-Vault-Token: $VAULT_TOKEN") -w '\n%{stderr}%{num_connects}\n' "${urls[@]}" \
		>"$BATS_TEST_TMPDIR/answers" 2>"$BATS_TEST_TMPDIR/connects"
	[ "$(jq -s 'map(.data.n) == [range(10; 51)]' "$BATS_TEST_TMPDIR/answers")" = true ]
	[ "$(jq -s add "$BATS_TEST_TMPDIR/connects")" = 1 ]
}

@test "a token that is none opens nothing" {
	token=00000000-0000-0000-0000-000000000000 gives '4*' GET kv/prod/n8
	token='' gives '4*' GET kv/prod/n8
}

@test "AppRole: a secret-id of one use lets in once" {
	gives 204 POST sys/auth/approle -d '{"type": "approle"}'
	gives 204 POST auth/approle/role/deploy -d '{"secret_id_num_uses": 1, "secret_id_ttl": "10m", "token_ttl": "20m", "token_policies": "default"}'
	role=$(gives 200 GET auth/approle/role/deploy/role-id | jq -r .data.role_id)
	secret=$(gives 200 POST auth/approle/role/deploy/secret-id | jq -r .data.secret_id)
	login='{"role_id": "'$role'", "secret_id": "'$secret'"}'
	answer=$(token='' gives 200 POST auth/approle/login -d "$login")
	[ "$(jq .auth.lease_duration <<<"$answer")" = 1200 ]
	token=$(jq -r .auth.client_token <<<"$answer") gives 200 GET auth/token/lookup-self
	token='' gives '4*' POST auth/approle/login -d "$login"
	token='' gives '4*' POST auth/approle/login -d '{"role_id": "'"$role"'", "secret_id": "wrong"}'
}

@test "a token ends with its TTL" {
	short=$(new_token '{"ttl": "2s", "policies": ["default"]}')
	token=$short gives 200 GET auth/token/lookup-self
	ends "$short"
}

@test "sealed it answers 503 until it is unsealed" {
	server seal
	[ "$(gives 200 GET sys/seal-status | jq .sealed)" = true ]
	gives 503 GET kv/prod/n8
	server unseal
	gives 200 GET kv/prod/n8
}

@test "what was written outlives a stop and a kill; it comes back sealed" {
	for how in stop kill; do
		gives 204 PUT "kv/after/$how" -d '{"a": "b"}'
		server "$how"
		run -7 curl -sS --cacert "$VAULT_CACERT" "$VAULT_ADDR/v1/sys/seal-status"
		server start
		gives 503 GET "kv/after/$how"
		server unseal
		[ "$(gives 200 GET "kv/after/$how" | jq -r .data.a)" = b ]
	done
}
