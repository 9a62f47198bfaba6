#!/usr/bin/env bats
# Secrets from 1Password: `op read` as a real process, played by tests/doubles/op.

# shellcheck disable=SC2030,SC2031 # each test is a process of its own
# shellcheck disable=SC2154 # what `run` and vault.bash set
# shellcheck disable=SC2016 # COMMAND expands its own

load setup
load vault

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/here" "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/op/infra/hetzner" && cd "$BATS_TEST_TMPDIR/here" || return
	ln -s "$ROOT/tests/doubles/op" "$BATS_TEST_TMPDIR/bin/op"
	printf 'canary-op' >"$BATS_TEST_TMPDIR/op/infra/hetzner/token"
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH OP_DOUBLE=$BATS_TEST_TMPDIR/op OP_SERVICE_ACCOUNT_TOKEN=ops_good
	secrets 'A: {op: op://infra/hetzner/token, env: B, placeholder: x}'
}

calls() { if [ -e "$OP_DOUBLE/calls" ]; then wc -l <"$OP_DOUBLE/calls"; else echo 0; fi; }

@test "a service account or a Connect server; neither is COMMAND's" {
	prints canary-op vault-fetch -- sh -c 'echo $A$OP_SERVICE_ACCOUNT_TOKEN'
	unset OP_SERVICE_ACCOUNT_TOKEN
	OP_CONNECT_HOST=http://localhost OP_CONNECT_TOKEN=ops_good prints canary-op vault-fetch -- sh -c 'echo $A$OP_CONNECT_TOKEN'
	prints $'NAME  SOURCE\nA     op: op://infra/hetzner/token' env OP_SERVICE_ACCOUNT_TOKEN=ops_good "$VAULT_FETCH" --check
}

@test "a value is taken as it is, with its last newline" {
	printf 'two\nlines\n\n' >"$OP_DOUBLE/infra/hetzner/token"
	[ "$(vault-fetch -- sh -c 'printf %s. "$A"')" = $'two\nlines\n\n.' ]
}

@test "without op, or without its credentials, it is passed over; op is looked for in absolute folders only" {
	B=b OP_SERVICE_ACCOUNT_TOKEN='' prints b vault-fetch -- sh -c 'echo $A'
	B=b OP_SERVICE_ACCOUNT_TOKEN='' OP_CONNECT_HOST=h prints b vault-fetch -- sh -c 'echo $A'
	rm "$BATS_TEST_TMPDIR/bin/op"
	B=b prints b vault-fetch -- sh -c 'echo $A'
	ln -s "$ROOT/tests/doubles/op" op
	B=b PATH=.::$PATH prints b vault-fetch -- sh -c 'echo $A'
	[ "$(calls)" -eq 0 ]
}

@test "what is not there lets the next source have its turn, with a warning" {
	local reference
	for reference in op://none/hetzner/token op://infra/none/token op://infra/hetzner/none; do
		secrets "A: {op: $reference, env: B}"
		B=b run --separate-stderr vault-fetch -- sh -c 'echo $A'
		[[ $status == 0 && $output == b ]]
		[[ $stderr == "vault-fetch: warning: A: 1Password has no such "*": \"$reference\"; taken from the environment" ]]
		fails 69 "vault-fetch: A: 1Password has no such *: \"$reference\"" vault-fetch -- true
	done
	secrets 'A: {op: op://infra/hetzner/none, placeholder: x}'
	run --separate-stderr vault-fetch --placeholders -- sh -c 'echo $A'
	[[ $output == x && $stderr == *'taken a placeholder' ]]
}

@test "a failed login stops with 77, an ambiguous item with 65, something unknown with 69, and nothing of op's words is shown" {
	export B=b
	OP_SERVICE_ACCOUNT_TOKEN=ops_bad fails 77 'vault-fetch: A: 1Password refuses the login: "op://infra/hetzner/token"' vault-fetch -- true
	OP_DOUBLE_DOES=duplicate fails 65 'vault-fetch: A: 1Password has more than one such item: use its ID: *' vault-fetch -- true
	OP_DOUBLE_DOES=odd fails 69 "vault-fetch: A: 1Password cannot be read ('op read' says why): *" vault-fetch -- true
	[[ $stderr != *canary* ]]
}

@test "no answer: the next source has its turn, but no placeholder" {
	local does
	for does in network limit; do
		export OP_DOUBLE_DOES=$does
		B=b run --separate-stderr vault-fetch -- sh -c 'echo $A'
		[[ $output == b && $stderr == 'vault-fetch: warning: A: 1Password '*'; taken from the environment' ]]
		fails 69 "vault-fetch: A: 1Password *; a placeholder stands in only with '--offline'" vault-fetch --placeholders -- true
	done
	[ "$(calls)" -eq 4 ]
	prints x vault-fetch --placeholders --offline -- sh -c 'echo $A'
	[ "$(calls)" -eq 4 ]
}

@test "an op that hangs is ended at the deadline, and all that wait" {
	secrets 'A: {op: op://infra/hetzner/a}' 'B: {op: op://infra/hetzner/b}' 'C: {op: op://infra/hetzner/c}' \
		'D: {op: op://infra/hetzner/d}' 'E: {op: op://infra/hetzner/e}'
	local pid
	SECONDS=0
	OP_DOUBLE_DOES=hang run --separate-stderr vault-fetch --deadline 0.3 -- true
	[[ $status == 69 && $SECONDS -lt 5 ]]
	[ "$(grep -c '^vault-fetch: .: 1Password did not answer in time: "op://infra/hetzner/.\"' <<<"$stderr")" -eq 5 ]
	[ "$(wc -l <"$OP_DOUBLE/processes")" -eq 4 ]
	while read -r pid; do [ ! -e "/proc/$pid" ]; done <"$OP_DOUBLE/processes"
}

@test "an op that leaves somebody behind who holds its pipes is over when it is over" {
	SECONDS=0
	OP_DOUBLE_DOES=linger prints canary-op vault-fetch --deadline 20 -- sh -c 'echo $A' || { kill "$(<"$OP_DOUBLE/processes")" && false; }
	kill "$(<"$OP_DOUBLE/processes")"
	[ "$SECONDS" -lt 10 ]
}

@test "an op that closes its pipes and stays is ended at the deadline, or by a signal" {
	SECONDS=0
	OP_DOUBLE_DOES=mute B='' fails 69 'vault-fetch: A: *1Password did not answer in time: *' vault-fetch --deadline 0.5 -- true
	OP_DOUBLE_DOES=mute run -124 timeout 0.5 "$VAULT_FETCH" --deadline 20 -- true
	[ "$SECONDS" -lt 10 ]
	while read -r pid; do [ ! -e "/proc/$pid" ]; done <"$OP_DOUBLE/processes"
}

@test "names in a reference are no words of op's" {
	local reference
	export B=b OP_DOUBLE_DOES=unknown
	for reference in op://infra/Timeout/token op://infra/hetzner/timeout op://timeout-1/forbidden/section/token "op://infra/rate limit/a"; do
		secrets "A: {op: $reference, env: B}"
		fails 69 "vault-fetch: A: 1Password cannot be read ('op read' says why): \"$reference\"" vault-fetch -- true
	done
}

@test "a value without end, an empty one and one with a NUL are refused" {
	OP_DOUBLE_DOES=flood fails 65 'vault-fetch: A: 1Password has a value that is too long: *' vault-fetch -- true
	: >"$OP_DOUBLE/infra/hetzner/token"
	fails 65 'vault-fetch: A: 1Password has no text there *' vault-fetch -- true
	printf 'a\0b' >"$OP_DOUBLE/infra/hetzner/token"
	fails 65 'vault-fetch: A: 1Password has no text there *' vault-fetch -- true
}

@test "an op that cannot be run is a failure of the system, 71" {
	rm "$BATS_TEST_TMPDIR/bin/op"
	printf '#!/nonexistent/interpreter\n' >"$BATS_TEST_TMPDIR/bin/op"
	chmod +x "$BATS_TEST_TMPDIR/bin/op"
	fails 71 "vault-fetch: A: cannot run '*/op': No such file or directory" vault-fetch -- true
}

@test "many are read, a few at once; after Vault said no, op is asked" {
	local i
	start_vault
	export VAULT_TOKEN=root
	mkdir -p inventory
	for ((i = 0; i < 12; i++)); do
		printf 'canary-%d' "$i" >"$OP_DOUBLE/infra/hetzner/$i"
		printf 'S%d: {vault: kv/prod/none#a, op: op://infra/hetzner/section/%d}\n' "$i" "$i"
	done >inventory/secrets.yml
	run --separate-stderr vault-fetch -- sh -c 'echo $S0 $S7 $S11'
	[ "$output" = 'canary-0 canary-7 canary-11' ]
	[ "$stderr" = 'vault-fetch: warning: S0, S1, S2 and 9 more: Vault has nothing at "kv/prod/none"; taken from 1Password' ]
	[ "$(calls)" -eq 12 ]
}

@test "Vault said no, op does not answer: that is what counts" {
	start_vault
	export VAULT_TOKEN=root OP_DOUBLE_DOES=network
	secrets 'A: {vault: kv/prod/none#a, op: op://infra/hetzner/token, placeholder: x}'
	fails 69 'vault-fetch: A: 1Password did not answer: "op://infra/hetzner/token"; a placeholder stands in only *' \
		vault-fetch --placeholders -- true
}

@test "op first, then Vault" {
	start_vault
	export VAULT_TOKEN=ci
	secrets 'A: {op: op://infra/hetzner/none, vault: kv/prod/hetzner#token}'
	run --separate-stderr vault-fetch -- sh -c 'echo $A'
	[[ $output == canary-hetzner && $stderr == *'no such field in that item: "op://infra/hetzner/none"; taken from Vault' ]]
}
