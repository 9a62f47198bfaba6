#!/usr/bin/env bats
# vault-fetch as the parent of COMMAND, when it holds a lease or a token: signals, exit status, renewal, revocation.

# shellcheck disable=SC2030,SC2031 # each test is a process of its own
# shellcheck disable=SC2154 # what `run` and vault.bash set
# shellcheck disable=SC2016 # COMMAND expands its own

load setup
load vault

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	secrets 'USER: {vault: database/creds/app#username}' 'A: {vault: kv/prod/hetzner#token}'
	start_vault
	export VAULT_TOKEN=root
}

# in_background COMMAND…: starts vault-fetch with COMMAND, waits until that has made the file ready; sets fetching. What a
# shell puts into the background ignores SIGINT and SIGQUIT, unless it is told not to.
in_background() {
	env --default-signal "$VAULT_FETCH" -- "$@" >output 2>errors 3>&- &
	fetching=$!
	until [ -e ready ]; do
		kill -0 "$fetching"
		sleep 0.01
	done
}

# ends STATUS: vault-fetch is over with STATUS, and nothing is left in Vault.
ends() {
	local status=0
	wait "$fetching" || status=$?
	[ "$status" -eq "$1" ] || { echo "exit status $status" "$(<errors)"; return 1; }
	[ "$(stat_of leases)" -eq 0 ]
	[ "$(stat_of tokens)" -eq 0 ]
}

@test "the exit status is COMMAND's; a lease is revoked after it" {
	run vault-fetch -- sh -c 'exit 3'
	[ "$status" -eq 3 ]
	run bash -c 'trap "" CHLD; exec "$VAULT_FETCH" -- sh -c "exit 3"' # whoever starts it does not wait for children
	[ "$status" -eq 3 ]
	run --separate-stderr vault-fetch -- sh -c 'curl -fsS $VAULT_CONTROL/stats | jq .leases; echo $VAULT_TOKEN'
	[ "$output" = 1 ]
	[ "$(stat_of leases)" -eq 0 ]
	run bash -c '"$VAULT_FETCH" -- sh -c "kill -TERM \$\$"'
	[ "$status" -eq 143 ]
	run -127 vault-fetch -- no-such-command
	[ "$output" = "vault-fetch: cannot run 'no-such-command': No such file or directory" ]
	touch plain
	run -126 vault-fetch -- ./plain
	[ "$(stat_of leases)" -eq 0 ]
}

@test "a signal that ended COMMAND ends vault-fetch too, without a core file" {
	run bash -c 'ulimit -c unlimited; "$VAULT_FETCH" -- sh -c "kill -ABRT \$\$" & wait $!'
	[ "$status" -eq 134 ]
	[ -z "$(find . -name 'core*')" ]
}

@test "signals are passed on" {
	local signal
	for signal in HUP INT QUIT TERM USR1 USR2 WINCH; do
		rm -f ready
		in_background bash -c "trap 'echo got $signal; exit 5' $signal; touch ready; while :; do sleep 0.01; done"
		kill -s "$signal" "$fetching"
		ends 5
		[ "$(<output)" = "got $signal" ]
	done
}

@test "a COMMAND that stays after a signal is waited for" {
	in_background bash -c 'trap "touch asked" TERM; touch ready; until [ -e asked ]; do sleep 0.01; done; echo saved; exit 0'
	kill "$fetching"
	ends 0
	[ "$(<output)" = saved ]
}

@test "what the terminal sends reaches COMMAND once" {
	cat >session <<-'END'
		"$VAULT_FETCH" -- bash -c 'trap "echo interrupted >>got" INT; touch ready; sleep 10; sleep 0.3; exit 7'
		echo "status $?" >>got
	END
	(
		until [ -e ready ]; do sleep 0.01; done
		sleep 0.2
		printf '\003'
		for _ in {1..200}; do ! grep -qs status got || break; sleep 0.1; done # script ends with its input
	) 3>&- | script -qec 'exec env --default-signal=INT,QUIT bash session' /dev/null >/dev/null 3>&-
	[ "$(<got)" = $'interrupted\nstatus 7' ]
	[ "$(stat_of leases)" -eq 0 ]
}

@test "a signal that the caller ignores is ignored" {
	cat >job <<-'END'
		trap '' HUP
		exec "$VAULT_FETCH" -- sh -c 'touch ready; sleep 0.5; exit 4'
	END
	bash job >output 2>errors 3>&- &
	fetching=$!
	until [ -e ready ]; do sleep 0.01; done
	kill -HUP "$fetching"
	ends 4
}

@test "a signal while it fetches: what it has is given back, COMMAND does not start" {
	fault '{"kind": "delay", "delay_ms": 1500, "path": "kv/data/prod/*"}'
	unset VAULT_TOKEN
	VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy "$VAULT_FETCH" -- touch started 2>errors 3>&- &
	fetching=$!
	until [ "$(stat_of leases)" -eq 1 ]; do sleep 0.01; done
	kill -TERM "$fetching"
	ends 143
	[ ! -e started ]
	[ ! -s errors ]
}

@test "a login's token and its leases are revoked" {
	unset VAULT_TOKEN
	export VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy
	in_background sh -c 'touch ready; cat <&9' 9<&0
	ends 0
	[ "$(requests '^POST auth/token/revoke-self$')" -eq 1 ]
}

@test "leases and the login's token are renewed while COMMAND runs" {
	jq '.namespaces[""].mounts["database/"].roles.app = {"default_ttl": "3s", "max_ttl": "1h"}
	  | .namespaces[""].mounts["auth/approle/"].roles.deploy |= (.token_ttl = "3s" | .token_max_ttl = "1h")' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	unset VAULT_TOKEN
	export VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy
	in_background sh -c 'touch ready; sleep 5; curl -fsS $VAULT_CONTROL/stats'
	ends 0
	[ "$(jq -c '[.leases, .tokens]' output)" = '[1,1]' ]
	[ "$(requests '^POST sys/leases/renew$')" -ge 2 ]
	[ "$(requests '^POST auth/token/renew-self$')" -ge 2 ]
	[ ! -s errors ]
}

@test "what can no longer be renewed is named once" {
	jq '.namespaces[""].mounts["database/"].roles.app = {"default_ttl": "2s", "max_ttl": "2s"}' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	in_background sh -c 'touch ready; sleep 2'
	wait "$fetching"
	[[ $(<errors) == 'vault-fetch: warning: the lease of "database/creds/app" cannot be renewed: it ends in '?' s'* ]]
	[ "$(grep -c 'cannot be renewed' errors)" -eq 1 ]
}

@test "a renewal that fails is tried again" {
	jq '.namespaces[""].mounts["database/"].roles.app = {"default_ttl": "4s", "max_ttl": "1h"}' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	fault '{"kind": "status", "status": 500, "path": "sys/leases/renew", "times": 1}'
	export VAULT_MAX_RETRIES=0
	in_background sh -c 'touch ready; sleep 5; curl -fsS $VAULT_CONTROL/stats'
	ends 0
	[ "$(jq .leases output)" -eq 1 ]
	[ ! -s errors ]
}

@test "what cannot be revoked is said, and the exit status stays COMMAND's" {
	export VAULT_MAX_RETRIES=0
	fault '{"kind": "status", "status": 500, "after": false, "path": "sys/leases/revoke"}'
	run --separate-stderr vault-fetch -- sh -c 'exit 6'
	[[ $status == 6 && $stderr == "vault-fetch: warning: 1 of Vault's leases could not be revoked: they end by themselves" ]]
	unset VAULT_TOKEN
	fault '{"kind": "status", "status": 500, "path": "auth/token/revoke-self"}'
	VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy run --separate-stderr vault-fetch --only A -- sh -c 'exit 6'
	[[ $status == 6 && $stderr == 'vault-fetch: warning: the token of Vault could not be revoked: it ends in 1'*' s' ]]
}

@test "a lease that nobody knows of, or that may not be revoked, is told; a login of its own takes all along" {
	local left=0 kind expected
	while read -r kind expected; do
		fault "{\"kind\": \"$kind\", \"after\": true, \"path\": \"database/creds/*\", \"times\": 1}"
		run --separate-stderr vault-fetch --only USER -- true
		[[ $stderr == *'vault-fetch: warning: 1 of Vault'"'"'s answers were lost, the first at "database/creds/app": what they leased, if anything, ends by itself' ]]
		[ "$status" -eq "$expected" ]
		left=$((left + 1))
		[ "$(stat_of leases)" -eq "$left" ]
		fault "{\"kind\": \"$kind\", \"path\": \"kv/data/*\", \"times\": 1}"
		run --separate-stderr vault-fetch --only A -- true
		[[ $stderr != *lost* ]] # a KV leases nothing
	done <<-END
		truncate 0
		reset 0
		json 76
	END
	VAULT_TOKEN=ci fails 0 "vault-fetch: warning: 1 of Vault's leases could not be revoked, which takes the capability 'update' on sys/leases/revoke: they end by themselves" \
		vault-fetch --only USER -- true
	unset VAULT_TOKEN
	fault '{"kind": "truncate", "after": true, "path": "database/creds/*", "times": 1}'
	VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy prints '' vault-fetch --only USER -- true
	[ "$(stat_of leases)" -eq 4 ]
}

@test "nothing else looks into the process, and COMMAND leaves no core file either" {
	in_background sh -c 'ulimit -Sc; touch ready; sleep 0.5'
	# Not dumpable: what /proc holds of it belongs to root, so that others of the same user cannot read it.
	[ "$(stat -c %U "/proc/$fetching/environ")" = root ]
	grep -qE '^VmLck:\s+([1-9][0-9]*) kB' "/proc/$fetching/status"
	ends 0
	[ "$(head -n 1 output)" = 0 ]
}
