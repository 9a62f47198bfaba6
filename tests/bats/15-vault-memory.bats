#!/usr/bin/env bats
# vault-fetch's memory, and where a secret is not to be found: valgrind, failing calls of the C library, /proc.

# shellcheck disable=SC2030,SC2031 # each test is a process of its own
# shellcheck disable=SC2154 # what `run` and vault.bash set
# shellcheck disable=SC2016 # COMMAND expands its own

load setup
load vault

setup_file() {
	cc -std=c11 -D_GNU_SOURCE -shared -fPIC -o "$BATS_FILE_TMPDIR/faults.so" "$ROOT/tests/doubles/faults.c"
	# A command that no preload reaches: it leaves A and B in the file started.
	cc -static -o "$BATS_FILE_TMPDIR/show" -xc - <<-'END'
		#include <stdio.h>
		#include <stdlib.h>
		int main(void)
		{
			FILE *file = fopen("started", "w");
			return fprintf(file, "%s/%s\n", getenv("A"), getenv("B")) < 0 || fclose(file);
		}
	END
}

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/here" "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/op/infra/hetzner" && cd "$BATS_TEST_TMPDIR/here" || return
	ln -s "$ROOT/tests/doubles/op" "$BATS_TEST_TMPDIR/bin/op"
	printf 'canary-op' >"$BATS_TEST_TMPDIR/op/infra/hetzner/token"
	start_vault
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH OP_DOUBLE=$BATS_TEST_TMPDIR/op OP_SERVICE_ACCOUNT_TOKEN=ops_good VAULT_TOKEN=root B=canary-env
	secrets 'A: {vault: kv/prod/hetzner#token}' 'USER: {vault: database/creds/app#username}' 'C: {op: op://infra/hetzner/token}' \
		'B: {env: B}' 'D: {vault: kv/prod/none#x, placeholder: canary-not-secret}'
}

checked() {
	valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect --child-silent-after-fork=yes \
		"$VAULT_FETCH" "$@"
}

@test "valgrind: COMMAND in place and as a child, --check, failures" {
	run checked --placeholders --deadline 60 -- true
	[ "$status" -eq 0 ]
	run checked --only A,B -- true
	[ "$status" -eq 0 ]
	run -127 checked --only A -- no-such-command
	run checked --check
	[ "$status" -eq 0 ]
	VAULT_TOKEN=ci run checked --only A,USER --check
	[ "$status" -eq 0 ]
	VAULT_TOKEN=none run checked -- true
	[ "$status" -eq 77 ]
	fault '{"kind": "json", "path": "kv/data/prod/hetzner", "times": 1}'
	run checked -- true
	[ "$status" -eq 76 ]
	fault '{"kind": "mutate", "seed": 7, "path": "kv/data/prod/hetzner", "times": 1}'
	run checked -- true
	[ "$status" -ne 99 ]
	VAULT_TOKEN='' VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy run checked --only A -- true
	[ "$status" -eq 0 ]
	kill "$vault_pid"
	run checked --deadline 1 -- true
	[ "$status" -eq 69 ]
}

# faulty FUNCTION:N:ERROR ARGUMENT…: runs with that fault; sets status and said, and fired to whether it was reached.
faulty() {
	local fault=$1
	shift
	status=0
	rm -f "$BATS_TEST_TMPDIR/fired"
	FAULT=$fault FAULT_LOG=$BATS_TEST_TMPDIR/fired LD_PRELOAD=$BATS_FILE_TMPDIR/faults.so \
		"$VAULT_FETCH" "$@" >output 2>"$BATS_TEST_TMPDIR/said" || status=$?
	said=$(<"$BATS_TEST_TMPDIR/said")
	fired=$([ ! -e "$BATS_TEST_TMPDIR/fired" ] || echo yes)
}

# walk FUNCTION ERROR STEP LEAST: every STEPth call fails, until none is left to fail. Whatever happens, it is said, COMMAND
# has all or does not start, and no secret is shown; at least LEAST of them are failures.
walk() {
	local function=$1 error=$2 step=$3 least=$4 n=0 failures=0
	while n=$((n + step)); do
		rm -f started
		faulty "$function:$n:$error" --only A,B --deadline 2 -- "$BATS_FILE_TMPDIR/show"
		[[ $said != *canary* ]] || { echo "$function:$n: $said"; return 1; }
		if [ "$status" -eq 0 ]; then
			[ "$(<started)" = canary-hetzner/canary-env ]
		else
			failures=$((failures + 1))
			[[ ! -e started && $said == 'vault-fetch: '* ]] || { echo "$function:$n: exit status $status: $said"; return 1; }
			[[ $status == 6[4-9] || $status == 7[1-7] ]] || { echo "$function:$n: exit status $status: $said"; return 1; }
		fi
		[ "$fired" ] || break
	done
	[ "$status" -eq 0 ]
	[ "$failures" -ge "$least" ] || { echo "only $failures failures"; return 1; }
}

# Without TLS: OpenSSL 3.0 itself crashes when it is out of memory (RAND_get0_primary, Debian 12).
@test "memory that is out" {
	VAULT_ADDR=$VAULT_PLAIN_ADDR walk alloc ENOMEM 7 10
}
@test "a failing open or read" {
	walk open EMFILE 1 1
	walk read EIO 1 1
}

@test "a secret is in no argument, no file and no message; only COMMAND has it in its environment" {
	"$VAULT_FETCH" --placeholders -- sh -c 'touch ready; sleep 1; :' >output 2>errors 3>&- &
	local fetching=$! child
	until [ -e ready ]; do sleep 0.01; done
	child=$(pgrep -P "$fetching")
	tr '\0' '\n' <"/proc/$child/environ" | grep -qx 'A=canary-hetzner'
	! tr '\0' '\n' <"/proc/$fetching/environ" | grep -v '^B=' | grep -q canary || false
	! cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' | grep -q 'canary-hetzne[r]' || false # not its own
	wait "$fetching"
	! grep -rq canary-hetzner . || false
}

@test "memory is locked where it may be, and used where it may not" {
	"$VAULT_FETCH" --only USER -- sh -c 'touch ready; sleep 0.5' 3>&- &
	local fetching=$!
	until [ -e ready ]; do sleep 0.01; done
	grep -qE '^VmLck:\s+([1-9][0-9]*) kB' "/proc/$fetching/status"
	wait "$fetching"
	# shellcheck disable=SC2016
	[ "$(setpriv --bounding-set=-ipc_lock --inh-caps=-ipc_lock bash -c 'ulimit -l 0; exec "$VAULT_FETCH" --only A -- printenv A')" = canary-hetzner ]
}
