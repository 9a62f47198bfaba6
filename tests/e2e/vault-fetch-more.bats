#!/usr/bin/env bats
# vault-fetch with what Vault has and RustyVault 0.2.1 has not: policies, KV 2, wrapping, revocation, JWT.

# shellcheck disable=SC2016 # $ENV is the inventory's, and what COMMAND expands its own

load vault
load vault-fetch

@test "what the policies do not allow is named, and COMMAND is not started" {
	policy one kv/prod/n1
	VAULT_TOKEN=$(new_token '{"policies": ["one"]}')
	export VAULT_TOKEN
	[ "$(fetch --only SECRET_1 -- printenv SECRET_1)" = 'canary 1' ]
	refused 77 'vault-fetch: SECRET_2: Vault refuses to give "kv/prod/n2": *' fetch --only SECRET_1,SECRET_2 -- echo started
}

@test "KV 2 in its versions, found out by the mount" {
	mount_kv kv2 2
	for v in one two; do gives 200 PUT kv2/data/prod/x -d '{"data": {"v": "'$v'"}}'; done
	secrets=$BATS_TEST_TMPDIR/secrets.yml
	printf '%s\n' 'NEW: {vault: kv2/$ENV/x#v}' 'OLD: {vault: "kv2/$ENV/x?version=1#v"}' >"$secrets"
	[ "$(fetch -- sh -c 'echo "$NEW $OLD"')" = 'two one' ]
}

@test "a wrapped secret-id is unwrapped; one that somebody has unwrapped before is reported" {
	credentials
	unset VAULT_SECRET_ID
	VAULT_WRAPPED_SECRET_ID=$(gives 200 POST auth/approle/role/deploy/secret-id -H 'X-Vault-Wrap-TTL: 60' | jq -r .wrap_info.token)
	export VAULT_WRAPPED_SECRET_ID
	[ "$(fetch -- printenv SECRET_7)" = 'canary 7' ]
	refused 77 'vault-fetch: *VAULT_WRAPPED_SECRET_ID: no wrapping token, or it has expired, or somebody has unwrapped it before*' \
		fetch -- echo started
}

@test "the token of a login is revoked when COMMAND has ended" {
	credentials
	tokens=$(gives 200 LIST auth/token/accessors | jq '.data.keys | length')
	[ "$(fetch -- printenv SECRET_7)" = 'canary 7' ]
	[ "$(gives 200 LIST auth/token/accessors | jq '.data.keys | length')" = "$tokens" ]
}

@test "JWT: an ID token of CI logs in" {
	cd "$BATS_TEST_TMPDIR"
	openssl genrsa -out key.pem 2048 2>/dev/null
	openssl rsa -in key.pem -pubout -out public.pem 2>/dev/null
	gives 204 POST sys/auth/jwt -d '{"type": "jwt"}'
	gives 204 POST auth/jwt/config -d "$(jq -n --rawfile key public.pem '{jwt_validation_pubkeys: [$key], bound_issuer: "https://gitlab.com"}')"
	gives 204 POST auth/jwt/role/ci -d '{"role_type": "jwt", "user_claim": "sub", "bound_audiences": ["vault"],
		"bound_claims": {"project_path": "group/project"}, "token_policies": ["reader"]}'
	base64url() { openssl base64 -A | tr '+/' '-_' | tr -d =; }
	id_token=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url).$(jq -jcn --argjson now "$(date +%s)" '{iss: "https://gitlab.com",
		aud: "vault", sub: "ci", project_path: "group/project", iat: $now, exp: ($now + 300)}' | base64url)
	unset VAULT_TOKEN
	export VAULT_AUTH_ROLE=ci VAULT_ID_TOKEN
	VAULT_ID_TOKEN=$id_token.$(printf %s "$id_token" | openssl dgst -sha256 -sign key.pem -binary | base64url)
	[ "$(fetch -- printenv SECRET_7)" = 'canary 7' ]
	VAULT_AUTH_ROLE=other refused 77 'vault-fetch: *login*' fetch -- echo started
}
