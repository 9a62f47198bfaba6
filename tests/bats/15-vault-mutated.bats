#!/usr/bin/env bats
# Ten thousand answers with random changes, read by vault-fetch under the address and undefined-behaviour sanitizers: a value
# or a failure, never a crash, never a part of an answer in a message.

# shellcheck disable=SC2030,SC2031 # each test is a process of its own
# shellcheck disable=SC2154 # what `run` and vault.bash set

load setup
load vault

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	export VAULT_TOKEN=root ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99
	jq '.namespaces[""].mounts["kv/"].data += ([range(200) | {"prod/s\(.)": {"token": "canary-\(.)"}}] | add)
		| .namespaces[""].mounts["auth/approle/"].roles.deploy.secret_ids[0].num_uses = 0' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	# Leaks are looked for as a debugger looks, which not everybody may do to a process that hides its memory.
	secrets 'A: {env: PATH}'
	run "$VAULT_FETCH_SANITIZED" --check
	[[ $output != *'LeakSanitizer has encountered a fatal error'* ]] || ASAN_OPTIONS+=:detect_leaks=0
}

# read_mutated ROUNDS PATH ARGUMENT…: reads that often what has changes at PATH; counts who found all in good.
read_mutated() {
	local rounds=$1 path=$2 round
	shift 2
	good=0
	control reset ''
	fault "{\"kind\": \"mutate\", \"seed\": 1, \"path\": \"$path\"}"
	for ((round = 0; round < rounds; round++)); do
		run "$VAULT_FETCH_SANITIZED" --deadline 2 --check --strict "$@"
		case $status in
		0) good=$((good + 1)) ;;
		65 | 69 | 76 | 77) ;;
		*) echo "$path, round $round: $status: $output" && return 1 ;;
		esac
		[[ $output != *canary* && $output != *Sanitizer* ]]
	done
}

@test "200 secrets in 50 rounds" {
	local i
	for ((i = 0; i < 200; i++)); do printf 'S%d: {vault: "kv/prod/s%d#token"}\n' "$i" "$i"; done >inventory/secrets.yml
	read_mutated 50 'kv/data/prod/*'
	[ "$good" -eq 0 ] # not once were all 200 left as they are
	[[ $output == *' vault: kv/prod/'* && $output == *' missing'* ]] # and each time some were
	[ "$(requests '^GET kv/data/prod/s')" -eq 10000 ]
}

@test "logins, mounts, leases and what is given back" {
	secrets 'USER: {vault: database/creds/app#username}' 'A: {vault: kv/prod/s1#token}'
	unset VAULT_TOKEN
	export VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy
	local path
	for path in 'auth/*' 'sys/*' 'database/*'; do
		read_mutated 25 "$path"
		[ "$good" -gt 0 ] && [ "$good" -lt 25 ]
	done
}
