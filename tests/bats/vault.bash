# shellcheck shell=bash
# vault.bash: what tests of vault-fetch load after setup.bash: a Vault and a 1Password of their own.
#
# Make passes VAULT_FETCH and VAULT_API; run by hand, they are found from here.

VAULT_FETCH=${VAULT_FETCH:-$ROOT/build/tools/vault-fetch/vault-fetch}
VAULT_API=${VAULT_API:-$ROOT/build/test/vault-api}
VAULT_FETCH_SANITIZED=${VAULT_FETCH_SANITIZED:-$ROOT/build/test/unit/vault-fetch-sanitized}
export VAULT_FETCH VAULT_API VAULT_FETCH_SANITIZED

# Nothing of the caller's own secrets: neither variables nor ~/.vault-token.
forget() {
	local name
	for name in ${!VAULT_*} ${!OP_*} ${!ACTIONS_ID_TOKEN_*} CI HCLOUD_TOKEN; do
		case $name in VAULT_FETCH | VAULT_API | VAULT_FETCH_SANITIZED) ;; *) unset "$name" ;; esac
	done
}
forget
export HOME=/nonexistent

vault-fetch() { "$VAULT_FETCH" "$@"; }

# secrets LINE…: inventory/secrets.yml.
secrets() {
	mkdir -p inventory
	printf '%s\n' "$@" >inventory/secrets.yml
}

# start_vault OPTION…: a Vault of this test, seeded with seed.json or the example; sets and exports where it is.
start_vault() {
	local seed=$ROOT/tests/doubles/vault/example.json line
	[ ! -e seed.json ] || seed=seed.json
	mkdir -p "$BATS_TEST_TMPDIR/certificates"
	rm -f "$BATS_TEST_TMPDIR/hold"
	mkfifo "$BATS_TEST_TMPDIR/hold"
	: >"$BATS_TEST_TMPDIR/addresses"
	"$VAULT_API" -seed "$seed" -certificates "$BATS_TEST_TMPDIR/certificates" "$@" \
		<"$BATS_TEST_TMPDIR/hold" >"$BATS_TEST_TMPDIR/addresses" 3>&- &
	vault_pid=$!
	# shellcheck disable=SC2034 # it is held, not used
	exec {hold}>"$BATS_TEST_TMPDIR/hold" # when the test ends, so does this, and the server with it
	until grep -q ^VAULT_CACERT "$BATS_TEST_TMPDIR/addresses"; do
		kill -0 "$vault_pid"
		sleep 0.01
	done
	while read -r line; do
		# shellcheck disable=SC2034 # a test's
		case $line in
		ACTIONS_*) github_url=${line#*=} ;; # set where a test plays GitHub
		*) export "${line?}" ;;
		esac
	done <"$BATS_TEST_TMPDIR/addresses"
}

# control PATH [JSON]: tells the server something, GET without JSON.
control() { curl -fsS ${2+-X POST -d "$2"} "$VAULT_CONTROL/$1"; }

# requests PATTERN: how many requests whose "METHOD path" matches an extended regular expression the server had.
requests() { control log | jq -r '.[] | "\(.method) \(.path)"' | grep -cE "$1" || true; }

# stat NAME: what the server counts.
stat_of() { control stats | jq ".$1"; }

# fault JSON: the next requests fail so.
# Its own answers to a POST want "after": true, or the request that nobody reads can reset their stream.
fault() { control faults "$1"; }
