# shellcheck shell=bash
# vault.bash: a Vault-API server for one bats file. SERVER names it, PROGRAM is it.

bats_require_minimum_version 1.5.0

server() { "$ROOT/tests/e2e/vault-server" "$1" "$FOLDER"; }

start_server() {
	[ -x "$PROGRAM" ] || { echo "no program '$PROGRAM': run make test-e2e" >&2; return 1; }
	export FOLDER=$BATS_FILE_TMPDIR/vault
	"$ROOT/tests/e2e/vault-server" up "$FOLDER" "$PROGRAM"
	connect
}

# A file that needs more has its own.
setup_file() { start_server; }

teardown_file() { server down; }

# connect: where the server is, for curl and vault-fetch, and $admin, its root token.
connect() {
	set -a
	# shellcheck disable=SC1091 # made by vault-server
	. "$FOLDER/env"
	set +a
	admin=$VAULT_TOKEN
}

setup() { connect; }

# api METHOD PATH [OPTION…]: the answer, to the root token or to $token; the status of the last one is in $FOLDER/status.
api() {
	curl -sS --max-time 20 --cacert "$VAULT_CACERT" -H @<(echo "X-Vault-Token: ${token-$admin}") -X "$1" "${@:3}" \
		-w '%{stderr}%{http_code}' "$VAULT_ADDR/v1/$2" 2>"$FOLDER/status"
}

# gives STATUS METHOD PATH [OPTION…]: the answer, when its status fits STATUS, a pattern.
gives() {
	local expected=$1 answer
	shift
	answer=$(api "$@")
	# shellcheck disable=SC2053 # STATUS is a pattern
	[[ $(<"$FOLDER/status") == $expected ]] || { echo "$1 $2: $(<"$FOLDER/status") $answer" >&2; return 1; }
	printf '%s' "$answer"
}

# ends TOKEN: once its TTL is over a token is refused; RustyVault takes a second or two longer.
ends() {
	for _ in $(seq 50); do
		if token=$1 gives 403 GET auth/token/lookup-self 2>/dev/null; then return 0; fi
		sleep 0.2
	done
	return 1
}

mount_kv() {
	gives 204 POST "sys/mounts/$1" -d '{"type": "kv", "options": {"version": "'"$2"'"}}'
	[ "$2" = 1 ] || until gives 200 GET "$1/config" >/dev/null 2>&1; do sleep 0.1; done # version 2 prepares itself first
}

# policy NAME PATH: lets read PATH. RustyVault has policies in name only.
policy() {
	[ "$SERVER" = rusty-vault ] ||
		gives 204 PUT "sys/policies/acl/$1" -d '{"policy": "path \"'"$2"'\" { capabilities = [\"read\"] }"}'
}

# new_token JSON: a new token with these settings.
new_token() { gives 200 POST auth/token/create -d "$1" | jq -r .auth.client_token; }
