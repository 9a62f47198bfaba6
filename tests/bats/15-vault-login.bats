#!/usr/bin/env bats
# How vault-fetch gets a token: given ones, AppRole, wrapped secret-ids, the ID tokens of GitLab and GitHub; and TLS.

# shellcheck disable=SC2030,SC2031 # each test is a process of its own
# shellcheck disable=SC2154 # what `run` and vault.bash set
# shellcheck disable=SC2016 # COMMAND expands its own

load setup
load vault

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	secrets 'A: {vault: kv/prod/hetzner#token}'
}

got() { prints canary-hetzner vault-fetch -- sh -c 'echo $A'; }

# wrapped PATH: a wrapping token of what the token "trusted" gets there.
wrapped() {
	curl -fsS --cacert "$VAULT_CACERT" -H 'X-Vault-Token: trusted' -H 'X-Vault-Wrap-TTL: 60s' -X POST "$VAULT_ADDR/v1/$1" |
		jq -r .wrap_info.token
}

@test "a token, or the one that vault login left" {
	start_vault
	VAULT_TOKEN=ci got
	export HOME=$PWD
	printf 'ci\n' >.vault-token
	got
	[ "$(stat_of tokens)" -eq 0 ] # none was made
	VAULT_TOKEN=wrong fails 77 'vault-fetch: A: Vault refuses *' vault-fetch -- true # the explicit one counts
	printf 'c\001i' >.vault-token
	fails 77 "vault-fetch: A: */.vault-token holds a character that no credential has" vault-fetch -- true
	VAULT_TOKEN=$'a\nX-Evil: 1' fails 77 'vault-fetch: A: VAULT_TOKEN holds *' vault-fetch -- true
	: >.vault-token
	fails 77 "vault-fetch: A: no way to log in to $VAULT_ADDR: set VAULT_TOKEN, *" vault-fetch -- true
	rm .vault-token
	mkdir .vault-token
	fails 77 "vault-fetch: A: cannot read '*/.vault-token': *" vault-fetch -- true
	unset HOME
	fails 77 'vault-fetch: A: no way to log in to *' vault-fetch -- true
}

@test "AppRole, a secret-id for one login; the token is given back" {
	start_vault
	export VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy
	got
	[ "$(stat_of tokens)" -eq 0 ]
	[ "$(requests '^POST auth/token/revoke-self$')" -eq 1 ]
	fails 77 'vault-fetch: A: Vault refuses the login at "auth/approle/login" with status 400' vault-fetch -- true
	VAULT_AUTH_PATH=other fails 77 'vault-fetch: A: Vault refuses the login at "auth/other/login" with status 403' vault-fetch -- true
}

@test "a wrapped secret-id is looked at, unwrapped once and used" {
	start_vault
	export VAULT_ROLE_ID=role-deploy VAULT_WRAPPED_SECRET_ID
	VAULT_WRAPPED_SECRET_ID=$(wrapped auth/approle/role/deploy/secret-id)
	got
	fails 77 'vault-fetch: A: VAULT_WRAPPED_SECRET_ID: no wrapping token, or it has expired, or somebody *' vault-fetch -- true
	VAULT_WRAPPED_SECRET_ID=plain-secret-id fails 77 'vault-fetch: A: VAULT_WRAPPED_SECRET_ID: no wrapping token, *' vault-fetch -- true
	VAULT_WRAPPED_SECRET_ID='a b' fails 77 'vault-fetch: A: VAULT_WRAPPED_SECRET_ID holds a character *' vault-fetch -- true
	VAULT_SECRET_ID=x fails 64 'vault-fetch: A: VAULT_SECRET_ID and VAULT_WRAPPED_SECRET_ID are both set' vault-fetch -- true
}

@test "what was wrapped again, or never, is refused" {
	start_vault
	export VAULT_ROLE_ID=role-deploy VAULT_WRAPPED_SECRET_ID
	VAULT_WRAPPED_SECRET_ID=$(curl -fsS --cacert "$VAULT_CACERT" -H 'X-Vault-Token: root' -H 'X-Vault-Wrap-TTL: 60s' \
		-d '{"secret_id": "secret-deploy"}' "$VAULT_ADDR/v1/sys/wrapping/wrap" | jq -r .wrap_info.token)
	fails 77 'vault-fetch: A: VAULT_WRAPPED_SECRET_ID: not wrapped where secret-ids are made: *' vault-fetch -- true
	[ "$(requests '^POST sys/wrapping/unwrap$')" -eq 0 ]
	# A server that leaves the wrapping out: what comes back is no secret-id of the form asked for.
	fault '{"kind": "json", "after": true, "path": "sys/wrapping/lookup", "times": 1}'
	fails 76 'vault-fetch: A: what Vault answered at "sys/wrapping/lookup" is not what belongs there' vault-fetch -- true
	VAULT_WRAPPED_SECRET_ID=$(wrapped auth/approle/role/deploy/secret-id)
	fault '{"kind": "json", "after": true, "path": "sys/wrapping/unwrap", "times": 1}'
	fails 76 'vault-fetch: A: what Vault answered at "sys/wrapping/unwrap" is not what belongs there' vault-fetch -- true
}

@test "an answer that was lost: no alarm about somebody else, and what it gave out is told" {
	start_vault
	export VAULT_ROLE_ID=role-deploy VAULT_WRAPPED_SECRET_ID
	VAULT_WRAPPED_SECRET_ID=$(wrapped auth/approle/role/deploy/secret-id)
	fault '{"kind": "reset", "after": true, "path": "sys/wrapping/unwrap", "times": 1}'
	fails 77 'vault-fetch: A: VAULT_WRAPPED_SECRET_ID: cannot be unwrapped (status 400); an earlier answer was lost, so that it may have been this program *: make a new one' vault-fetch -- true
	# What only looks it up uses nothing up.
	fault '{"kind": "reset", "after": true, "path": "sys/wrapping/lookup", "times": 1}'
	fails 77 'vault-fetch: A: VAULT_WRAPPED_SECRET_ID: no wrapping token, or it has expired, or somebody *' vault-fetch -- true
	unset VAULT_WRAPPED_SECRET_ID
	fault '{"kind": "reset", "after": true, "path": "auth/approle/login", "times": 1}'
	VAULT_SECRET_ID=secret-deploy run --separate-stderr vault-fetch -- true
	[[ $status == 77 && $stderr == 'vault-fetch: A: Vault refuses the login at "auth/approle/login" with status 400; an earlier answer was lost, '*$'make a new one\nvault-fetch: warning: 1 of Vault\'s answers to a login were lost: what token they held ends by itself' ]]
	[ "$(stat_of tokens)" -eq 1 ]
	# Attempts that did not get there used nothing up.
	control connections '{"mode": "reset", "times": 2}'
	VAULT_SECRET_ID=x fails 77 'vault-fetch: A: Vault refuses the login at "auth/approle/login" with status 400' vault-fetch -- true
}

@test "the ID token of a GitLab job" {
	start_vault
	export VAULT_AUTH_PATH=gitlab VAULT_ID_TOKEN
	VAULT_ID_TOKEN=$(curl -fsS "$VAULT_CONTROL/token?audience=vault&issuer=https://gitlab.com" \
		-d '{"project_path": "group/product", "ref_protected": "true"}')
	got # the mount's default role
	VAULT_AUTH_ROLE=deploy got
	VAULT_AUTH_ROLE=none fails 77 'vault-fetch: A: Vault refuses the login at "auth/gitlab/login" with status 400' vault-fetch -- true
	VAULT_ID_TOKEN=x fails 77 'vault-fetch: A: Vault refuses the login at "auth/gitlab/login" with status *' vault-fetch -- true
	[ "$(stat_of tokens)" -eq 0 ]
}

@test "the ID token that GitHub gives a job" {
	start_vault
	export VAULT_AUTH_PATH=github VAULT_AUTH_ROLE=deploy ACTIONS_ID_TOKEN_REQUEST_TOKEN=github-request
	export ACTIONS_ID_TOKEN_REQUEST_URL="$VAULT_CONTROL/idtoken?api-version=2.0" VAULT_ID_TOKEN_AUDIENCE=vault
	got
	VAULT_ID_TOKEN_AUDIENCE=other fails 77 'vault-fetch: A: Vault refuses the login at "auth/github/login" *' vault-fetch -- true
	VAULT_ID_TOKEN_AUDIENCE='' fails 77 'vault-fetch: A: Vault refuses the login at "auth/github/login" *' vault-fetch -- true
	ACTIONS_ID_TOKEN_REQUEST_TOKEN=x fails 77 'vault-fetch: A: GitHub Actions refuses an ID token with status *' vault-fetch -- true
	# Its TLS is checked against the system's CAs, not against Vault's.
	ACTIONS_ID_TOKEN_REQUEST_URL=$github_url fails 76 \
		"vault-fetch: A: ${github_url%%\?*} is not trusted: *" vault-fetch -- true
	ACTIONS_ID_TOKEN_REQUEST_URL=http://example.com/ fails 77 'vault-fetch: A: ACTIONS_ID_TOKEN_REQUEST_URL or _TOKEN *' vault-fetch -- true
	ACTIONS_ID_TOKEN_REQUEST_URL=$VAULT_CONTROL/stats fails 76 'vault-fetch: A: the answer of GitHub Actions holds no ID token' vault-fetch -- true
}

@test "a login that is answered with something else exits 76" {
	start_vault
	export VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy
	fault '{"kind": "html", "after": true, "path": "auth/approle/login", "times": 1}'
	run --separate-stderr vault-fetch -- true
	[[ $status == 76 && $stderr == *$'vault-fetch: A: what Vault answered at "auth/approle/login" is not what belongs there\n'*'1 of Vault'*' were lost: '* ]]
	[ "$(stat_of tokens)" -eq 1 ]
}

# --- TLS -------------------------------------------------------------------------------------------------------------

@test "the CA by file, by folder, by content; without one the certificate is not trusted" {
	start_vault
	export VAULT_TOKEN=ci
	local ca=$VAULT_CACERT
	got
	unset VAULT_CACERT
	fails 76 "vault-fetch: A: $VAULT_ADDR is not trusted: SSL certificate problem: *" vault-fetch -- true
	mkdir -p cas/below
	echo 'no certificate' >cas/README
	cp "$ca" cas/below/any-name
	VAULT_CAPATH=cas got
	VAULT_CACERT_BYTES=$(<"$ca") got
	VAULT_CACERT=$ca VAULT_CACERT_BYTES=x VAULT_CAPATH=none got
	VAULT_CACERT=cas/README fails 76 "vault-fetch: A: $VAULT_ADDR is not trusted: *" vault-fetch -- true
}

@test "a faulty certificate is not trusted, and no other source stands in" {
	start_vault
	export VAULT_TOKEN=ci B=b
	secrets 'A: {vault: kv/prod/hetzner#token, env: B, placeholder: x}'
	local name
	for name in wrong-name unknown-ca expired; do
		control certificate "{\"name\": \"$name\", \"times\": 1}"
		fails 76 "vault-fetch: A: $VAULT_ADDR is not trusted: *" vault-fetch --placeholders -- true
	done
	got
}

@test "VAULT_SKIP_VERIFY takes whoever answers for Vault, and says so" {
	start_vault
	export VAULT_TOKEN=ci VAULT_SKIP_VERIFY=true CI=false
	unset VAULT_CACERT
	run --separate-stderr vault-fetch -- sh -c 'echo $A'
	[[ $output == canary-hetzner && $stderr == 'vault-fetch: warning: VAULT_SKIP_VERIFY is set: '* ]]
	VAULT_SKIP_VERIFY=f fails 76 '*is not trusted*' vault-fetch -- true
}

@test "VAULT_TLS_SERVER_NAME is the name that the certificate must have" {
	start_vault
	export VAULT_TOKEN=ci
	VAULT_TLS_SERVER_NAME=localhost got
	VAULT_TLS_SERVER_NAME=vault.example.com fails 76 "vault-fetch: A: $VAULT_ADDR is not trusted: *" vault-fetch -- true
}

@test "a client certificate" {
	start_vault -mtls
	export VAULT_TOKEN=ci
	local folder=${VAULT_CACERT%/*}
	VAULT_CLIENT_CERT=$folder/client.pem VAULT_CLIENT_KEY=$folder/client-key.pem got
	fails 69 "vault-fetch: A: $VAULT_ADDR did not answer: *" vault-fetch --deadline 0.5 -- true
	VAULT_CLIENT_CERT=$folder/ca.pem VAULT_CLIENT_KEY=$folder/client-key.pem fails 76 '*is not trusted*' vault-fetch -- true
}

@test "without TLS on this machine only, and past any proxy" {
	start_vault
	export VAULT_TOKEN=ci https_proxy=http://127.0.0.1:1 http_proxy=http://127.0.0.1:1
	got
	VAULT_ADDR=$VAULT_PLAIN_ADDR/ got
	VAULT_ADDR=${VAULT_PLAIN_ADDR/127.0.0.1/localhost} got
	VAULT_ADDR=https://vault.invalid VAULT_PROXY_ADDR=http://127.0.0.1:1 fails 69 \
		"vault-fetch: A: https://vault.invalid did not answer: Couldn't connect to server" vault-fetch --deadline 0.3 -- true
}

@test "a listener that wants X-Vault-Request gets it" {
	start_vault -require-request-header
	VAULT_TOKEN=ci got
}
