#!/usr/bin/env bats
# The command line of vault-fetch: its options, secrets.yml, which source a secret comes from, what COMMAND finds.

# shellcheck disable=SC2030,SC2031 # each test is a process of its own
# shellcheck disable=SC2154 # what `run` and vault.bash set
# shellcheck disable=SC2016 # $ENV is the inventory's, and what COMMAND expands its own

load setup
load vault

hetzner() {
	secrets 'HCLOUD_TOKEN:' '  vault: kv/$ENV/hetzner#token' '  op: op://infra/hetzner/token' '  env: HCLOUD_TOKEN' \
		'  placeholder: "xxxx"'
}

# --- options ---------------------------------------------------------------------------------------------------------

@test "--help names every option, --version the version" {
	local option
	run --separate-stderr vault-fetch --help
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == 'Usage: vault-fetch '*' -- COMMAND [ARG]...' ]]
	for option in --file= --env= --only= --placeholders --offline --keep-login --deadline= --check --strict --help --version; do
		[[ "$output" == *" $option"* ]]
	done
	prints "vault-fetch $(<"$ROOT/VERSION")" vault-fetch --version
}

@test "wrong usage exits 64 and names the nearest" {
	hetzner
	fails 64 "vault-fetch: missing COMMAND; see '--help'" vault-fetch -e prod
	fails 64 "vault-fetch: '--check' runs no command; see '--help'" vault-fetch --check -- true
	fails 64 "vault-fetch: '--strict' goes with '--check'; see '--help'" vault-fetch --strict -- true
	fails 64 "vault-fetch: unknown option '--chekc'; did you mean '--check'?" vault-fetch --chekc
	fails 64 "vault-fetch: '-5' is no deadline: seconds, at most 3600; see '--help'" vault-fetch --deadline=-5 -- true
	fails 64 "vault-fetch: '0' is no deadline*" vault-fetch --deadline 0 -- true
	fails 64 "vault-fetch: '5s' is no deadline*" vault-fetch --deadline 5s -- true
	fails 64 "vault-fetch: '../x' cannot be the name of an environment; see '--help'" vault-fetch -e ../x -- true
	fails 64 "vault-fetch: no secret is called 'HCLOUD_TOKNE'; did you mean 'HCLOUD_TOKEN'?" \
		vault-fetch -e prod --only HCLOUD_TOKEN,HCLOUD_TOKNE -- true
	fails 64 "vault-fetch: no secret is called ''; see '--check'" vault-fetch -e prod --only HCLOUD_TOKEN, -- true
	fails 64 "vault-fetch: '--only' names no secret: without one it goes with '--keep-login'; see '--help'" vault-fetch --only= -- true
	fails 64 "vault-fetch: HCLOUD_TOKEN: '-e' is missing: \"kv/\$ENV/hetzner#token\" needs *" vault-fetch -- true
}

@test "a missing file exits 66" {
	fails 66 "vault-fetch: cannot read 'inventory/secrets.yml': No such file or directory" vault-fetch -e prod -- true
	fails 66 "vault-fetch: cannot read 'other.yml': *" vault-fetch -f other.yml -- true
}

@test "variables of Vault that cannot be meant so exit 64, files that are not there 66" {
	hetzner
	local wrong
	for wrong in VAULT_ADDR=vault.example.com VAULT_ADDR=http://vault.example.com:8200 VAULT_ADDR=https://a:b@vault.example.com \
		VAULT_ADDR=https://vault.example.com/?x VAULT_ADDR=unix:///run/vault VAULT_ADDR=http://127.evil.example.com; do
		fails 64 'vault-fetch: VAULT_ADDR: not https://*' env "$wrong" "$VAULT_FETCH" -e prod -- true
	done
	export VAULT_ADDR=https://127.0.0.1:1
	VAULT_SKIP_VERIFY=perhaps fails 64 'vault-fetch: VAULT_SKIP_VERIFY: neither true nor false' vault-fetch -e prod -- true
	CI=true VAULT_SKIP_VERIFY=1 fails 64 'vault-fetch: VAULT_SKIP_VERIFY: refused in CI*' vault-fetch -e prod -- true
	VAULT_CLIENT_TIMEOUT=soon fails 64 'vault-fetch: VAULT_CLIENT_TIMEOUT: *' vault-fetch -e prod -- true
	VAULT_MAX_RETRIES=-1 fails 64 'vault-fetch: VAULT_MAX_RETRIES: *' vault-fetch -e prod -- true
	VAULT_NAMESPACE=$'a\rb' fails 64 'vault-fetch: VAULT_NAMESPACE: *' vault-fetch -e prod -- true
	VAULT_CLIENT_CERT=c.pem fails 64 '*VAULT_CLIENT_CERT and VAULT_CLIENT_KEY go together' vault-fetch -e prod -- true
	VAULT_TLS_SERVER_NAME=a/b fails 64 'vault-fetch: VAULT_TLS_SERVER_NAME: *' vault-fetch -e prod -- true
	VAULT_CACERT=none.pem fails 66 "vault-fetch: VAULT_CACERT: cannot read 'none.pem': *" vault-fetch -e prod -- true
	VAULT_CAPATH=none fails 66 "vault-fetch: VAULT_CAPATH: cannot read 'none': *" vault-fetch -e prod -- true
	mkdir empty
	VAULT_CAPATH=empty fails 66 "vault-fetch: VAULT_CAPATH: cannot read 'empty': no file in it" vault-fetch -e prod -- true
}

# --- secrets.yml -----------------------------------------------------------------------------------------------------

@test "a mistake in secrets.yml exits 65 with its place, and the nearest key or name" {
	local f='vault-fetch: inventory/secrets.yml'
	secrets 'A:' '  valt: a/b#c'
	fails 65 "$f:2:3: unknown key \"valt\"; did you mean \"vault\"?" vault-fetch -- true
	secrets 'A:' '  zzz: a/b#c'
	fails 65 "$f:2:3: unknown key \"zzz\"; there are: vault, op, env, placeholder" vault-fetch -- true
	secrets 'A-B: {env: A}'
	fails 65 "$f:1:1: \"A-B\" cannot be an environment variable; did you mean \"A_B\"?" vault-fetch -- true
	secrets '1A: {env: A}'
	fails 65 "$f:1:1: \"1A\" cannot be an environment variable: letters, *" vault-fetch -- true
	secrets 'A: {env: a.b}'
	fails 65 "$f:1:10: \"a.b\" cannot be an environment variable; did you mean \"a_b\"?" vault-fetch -- true
	secrets 'A: {vault: 12}'
	fails 65 "$f:1:12: \"vault\" is a string, not a number; quote it" vault-fetch -- true
	secrets 'A: {env: [B]}'
	fails 65 "$f:1:10: \"env\" is a string, not an array" vault-fetch -- true
	secrets 'A: {}'
	fails 65 "$f:1:4: \"A\" is a mapping with one or more of *" vault-fetch -- true
	secrets 'A: x'
	fails 65 "$f:1:4: \"A\" is a mapping with one or more of *" vault-fetch -- true
	secrets 'A: {placeholder: ""}'
	fails 65 "$f:1:18: the placeholder is empty" vault-fetch -- true
	secrets 'A: {placeholder: "a\0b"}'
	fails 65 "$f:1:18: the placeholder holds a NUL, *" vault-fetch -- true
	secrets '- A'
	fails 65 "$f:1:1: *" vault-fetch -- true
	secrets 'A: {env: A}' 'A: {env: B}'
	fails 65 "$f:2:1: *" vault-fetch -- true
}

@test "every mistake in the file has its line" {
	secrets 'A: {valt: a/b#c, env: 1}' 'b-c: {vault: a}'
	run --separate-stderr vault-fetch --check
	[ "$status" -eq 65 ]
	[ -z "$output" ]
	[ "$(grep -c '^vault-fetch: inventory/secrets.yml:[12]:' <<<"$stderr")" -eq 4 ]
}

@test "a reference that is none says why" {
	local reference reason
	while IFS='|' read -r reference reason; do
		secrets "A: {vault: '$reference'}"
		fails 65 "vault-fetch: inventory/secrets.yml:1:12: \"$reference\" is no reference for Vault: $reason" vault-fetch -- true
	done <<-'END'
		kv/a|no field: *
		kv/a#|no field: *
		a#b|no path after the mount: *
		/kv/a#b|an empty part of the path: *
		kv//a#b|an empty part of the path: *
		kv/a/#b|an empty part of the path: *
		kv/../a#b|"." or ".." in the path
		kv/.#b|"." or ".." in the path
		kv/a#b#c|more than one '#'
		kv/a?version=0#b|after '?' only *
		kv/a?version=1234567890#b|after '?' only *
		kv/a?x=1#b|after '?' only *
		kv/$ENVIRONMENT/a#b|'$' stands only in *
		kv/${ENV}/a#b|'$' stands only in *
	END
	while IFS='|' read -r reference reason; do
		secrets "A: {op: '$reference'}"
		fails 65 "vault-fetch: inventory/secrets.yml:1:9: \"$reference\" is no reference for 1Password: $reason" vault-fetch -- true
	done <<-'END'
		infra/hetzner/token|it is *
		op://infra/hetzner|too few parts: *
		op://infra//token|an empty part: *
		op://a/b/c/d/e|too many parts: *
	END
}

# accepted TEXT: what yaml-to-tfvars, by the schema, and vault-fetch say of TEXT: "yes", "no", or how they differ.
accepted() {
	local by_schema=yes by_program=yes
	printf '%b' "$1" >s.yml
	yaml-to-tfvars -s "$ROOT/stacks/secrets.schema.json" s.yml >/dev/null 2>&1 || by_schema=no
	vault-fetch -f s.yml -e prod --check >/dev/null 2>&1 || by_program=no
	if [ "$by_schema" = "$by_program" ]; then echo "$by_schema"; else echo "schema $by_schema, program $by_program"; fi
}

@test "the schema accepts what vault-fetch accepts, and nothing else" {
	local text
	while IFS= read -r text; do
		[ "$(accepted "$text")" = yes ] || { echo "$text: $(accepted "$text")"; return 1; }
	done <<-'END'

		{}
		A: {vault: kv/a#b}
		A: {vault: kv/$ENV/a/b c/.d/...?version=12#a.b/c?d}
		A: {vault: $ENV/$ENV-x#$ENV}
		A: {vault: kv/ä%/b+c#ü}
		A: {op: op://a/b/c}
		A: {op: "op://$ENV/b c/d/e?attribute=otp"}
		_a1: {env: _B2}
		A: {placeholder: "x\\ny"}
		A: {placeholder: no, env: on, op: op://a/b/c, vault: a/b#c}
		"on": {env: A}
	END
	while IFS= read -r text; do
		[ "$(accepted "$text")" = no ] || { echo "$text: $(accepted "$text")"; return 1; }
	done <<-'END'
		[]
		A:
		A: x
		A: {}
		A: {env: A, x: B}
		A: {env: 1}
		A: {env: true}
		A: {env: ""}
		A: {env: a-b}
		"": {env: A}
		1: {env: A}
		A B: {env: A}
		"A\\n": {env: A}
		A: {env: "A\\n"}
		A: {placeholder: ""}
		A: {placeholder: "\\0"}
		A: {placeholder: 1}
		A: {vault: ""}
		A: {vault: a}
		A: {vault: a/b}
		A: {vault: a/b#}
		A: {vault: a#b}
		A: {vault: /a/b#c}
		A: {vault: a//b#c}
		A: {vault: a/b/#c}
		A: {vault: a/./b#c}
		A: {vault: ../b#c}
		A: {vault: a/..?version=1#c}
		A: {vault: a/b?version=#c}
		A: {vault: a/b?version=01#c}
		A: {vault: a/b?version=1234567890#c}
		A: {vault: a/b?version=1x#c}
		A: {vault: a/b?#c}
		A: {vault: a/b?c#d?version=1}
		A: {vault: "a/b#c#d"}
		A: {vault: "a/b#c\\n"}
		A: {vault: "a/\\x7Fb#c"}
		A: {vault: a/$b#c}
		A: {vault: a/$#c}
		A: {vault: a/$ENVb#c}
		A: {vault: a/$ENV_#c}
		A: {vault: a/b#$}
		A: {op: op://a/b}
		A: {op: op://a/b/}
		A: {op: op://a/b/c/d/e}
		A: {op: op:///b/c}
		A: {op: OP://a/b/c}
		A: {op: "op://a/b/c\\t"}
		A: {op: op://a/$B/c}
		A: {env: A}\nA: {env: B}
	END
}

# --- sources ---------------------------------------------------------------------------------------------------------

@test "sources are tried in the order written; one that is not configured is passed over" {
	start_vault
	export VAULT_TOKEN=ci
	secrets 'A: {env: A, vault: kv/prod/hetzner#token}' 'B: {vault: kv/prod/hetzner#token, env: B}'
	A='' B=b prints $'canary-hetzner\ncanary-hetzner' vault-fetch -- sh -c 'echo $A; echo $B'
	A=a B=b prints $'a\ncanary-hetzner' vault-fetch -- sh -c 'echo $A; echo $B'
	unset VAULT_ADDR
	A=a B=b prints $'a\nb' vault-fetch -- sh -c 'echo $A; echo $B'
}

@test "KV 1 and 2, an older version, dynamic credentials, numbers and booleans, a namespace" {
	jq '.namespaces[""].mounts["secret/"].data["prod/shared"] += {"port": 5432, "on": true}' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	curl -fsS --cacert "$VAULT_CACERT" -H 'X-Vault-Token: root' -d '{"data": {"token": "second"}}' \
		"$VAULT_ADDR/v1/kv/data/prod/hetzner" >/dev/null
	export VAULT_TOKEN=root
	secrets 'NEW: {vault: kv/$ENV/hetzner#token}' 'OLD: {vault: kv/$ENV/hetzner?version=1#token}' \
		'PORT: {vault: secret/$ENV/shared#port}' 'ON: {vault: secret/$ENV/shared#on}'
	prints 'second canary-hetzner 5432 true' vault-fetch -e prod -- sh -c 'echo $NEW $OLD $PORT $ON'
	secrets 'KEY: {vault: kv/app#key}'
	VAULT_TOKEN=team VAULT_NAMESPACE=team prints canary-team vault-fetch -- sh -c 'echo $KEY'
	secrets 'A: {vault: secret/prod/shared?version=1#password}'
	fails 65 'vault-fetch: A: "secret/prod/shared?version=1#password" asks for a version, *' vault-fetch -- true
}

@test "equal paths are read once, over one connection, and belong to one lease" {
	start_vault
	export VAULT_TOKEN=ci
	secrets 'USER: {vault: database/creds/app#username}' 'PASSWORD: {vault: database/creds/app#password}' \
		'A: {vault: kv/prod/hetzner#token}' 'B: {vault: kv/prod/hetzner#token}'
	run vault-fetch -- sh -c 'echo $USER/$PASSWORD/$A/$B'
	[[ "$output" == v-token-app-*/?*/canary-hetzner/canary-hetzner* ]]
	[ "$(requests '^GET database/creds/app$')" -eq 1 ]
	[ "$(requests '^GET kv/data/prod/hetzner$')" -eq 1 ]
	[ "$(requests '^GET sys/internal/ui/mounts/')" -eq 2 ] # once for each mount
	[ "$(control log | jq -r '[.[] | select(.method == "GET") | .connection] | unique | length')" -eq 1 ]
	[ "$(control log | jq -r '.[].request_header' | sort -u)" = true ]
}

@test "what is not there lets the next source have its turn, with a warning; 403 does not" {
	start_vault
	export VAULT_TOKEN=ci
	secrets 'A: {vault: kv/prod/none#token, env: B}' 'C: {vault: kv/prod/hetzner#none, env: B}'
	B=b run --separate-stderr vault-fetch -- sh -c 'echo $A$C'
	[ "$output" = bb ]
	[ "$stderr" = 'vault-fetch: warning: A: Vault has nothing at "kv/prod/none"; taken from the environment
vault-fetch: warning: C: "kv/prod/hetzner" in Vault has no field "none"; taken from the environment' ]
	fails 69 'vault-fetch: A: Vault has nothing at "kv/prod/none"' vault-fetch --only A -- true
	secrets 'A: {vault: kv/prod/forbidden#token, env: B, placeholder: x}'
	B=b fails 77 'vault-fetch: A: Vault refuses to give "kv/prod/forbidden"*' vault-fetch --placeholders -- true
	secrets 'A: {vault: nowhere/a/b#token, env: B}' # as for a mount that no policy mentions
	B=b fails 77 'vault-fetch: A: Vault refuses to give "nowhere/a/b"*' vault-fetch -- true
}

@test "placeholders are for plans only" {
	hetzner
	prints xxxx vault-fetch -e prod --placeholders -- sh -c 'echo $HCLOUD_TOKEN'
	fails 69 'vault-fetch: HCLOUD_TOKEN: only a placeholder is there: plans make do with one, changes never; it could come from "kv/prod/hetzner#token" in Vault with VAULT_ADDR, or "op://infra/hetzner/token" in 1Password with OP_SERVICE_ACCOUNT_TOKEN and the program '"'op'"', or the variable HCLOUD_TOKEN' \
		vault-fetch -e prod -- true
	HCLOUD_TOKEN=mine prints mine vault-fetch -e prod -- sh -c 'echo $HCLOUD_TOKEN'
	start_vault
	export VAULT_TOKEN=root
	fails 69 'vault-fetch: HCLOUD_TOKEN: only a placeholder is there: *; Vault has nothing at "kv/dev/hetzner"' vault-fetch -e dev -- true
	run --separate-stderr vault-fetch -e dev --placeholders -- sh -c 'echo $HCLOUD_TOKEN'
	[[ $output == xxxx && $stderr == 'vault-fetch: warning: HCLOUD_TOKEN: Vault has nothing at "kv/dev/hetzner"; taken a placeholder' ]]
	secrets 'A: {placeholder: x}'
	fails 69 'vault-fetch: A: only a placeholder is there: *; the inventory names no other source' vault-fetch -- true
	secrets 'A: {env: B}'
	fails 69 'vault-fetch: A: nothing has it; it could come from the variable B' vault-fetch -- true
}

@test "no placeholder stands in for a Vault that does not answer, but offline" {
	hetzner
	export VAULT_ADDR=https://127.0.0.1:1 VAULT_TOKEN=t
	fails 69 "vault-fetch: HCLOUD_TOKEN: https://127.0.0.1:1 did not answer: Couldn't connect to server; a placeholder stands in only with '--offline'" \
		vault-fetch -e prod --placeholders --deadline 0.3 -- true
	prints xxxx vault-fetch -e prod --placeholders --offline -- sh -c 'echo $HCLOUD_TOKEN'
	HCLOUD_TOKEN=mine prints mine vault-fetch -e prod --offline -- sh -c 'echo $HCLOUD_TOKEN'
	fails 69 '*only a placeholder is there*' vault-fetch -e prod --offline -- true
	HCLOUD_TOKEN=mine run --separate-stderr vault-fetch -e prod --deadline 0.3 -- sh -c 'echo $HCLOUD_TOKEN'
	[[ $output == mine && $stderr == 'vault-fetch: warning: HCLOUD_TOKEN: https://127.0.0.1:1 did not answer: '*'; taken from the environment' ]]
}

@test "all failures are printed, one line a reason, and COMMAND does not start" {
	start_vault
	export VAULT_TOKEN=ci
	secrets 'A: {vault: kv/prod/forbidden#token}' 'B: {vault: kv/prod/hetzner#none}' 'C: {env: NONE}' \
		'D: {vault: kv/prod/hetzner#token}' 'E: {vault: kv/prod/forbidden#other}'
	run --separate-stderr vault-fetch -- touch started
	[ "$status" -eq 77 ]
	[[ $stderr == 'vault-fetch: A, E: Vault refuses '*$'\nvault-fetch: B: '*$'\nvault-fetch: C: nothing has it; '* ]]
	[ "$(wc -l <<<"$stderr")" -eq 3 ]
	[ ! -e started ]
	[[ $output$stderr != *canary* ]]
}

@test "--only asks for these alone" {
	start_vault
	export VAULT_TOKEN=ci
	secrets 'A: {vault: kv/prod/forbidden#token}' 'B: {vault: kv/prod/hetzner#token}' 'C: {env: C}' 'D: {env: D}'
	C=c prints 'canary-hetzner c ' vault-fetch --only C,B -- sh -c 'echo "$B $C $D"'
	C=c D=d prints 'canary-hetzner c d' vault-fetch --only B --only=C,D -- sh -c 'echo "$B $C $D"'
	[ "$(requests forbidden)" -eq 0 ]
}

# --- --check ---------------------------------------------------------------------------------------------------------

@test "--check prints where each would come from, --strict wants all to be real" {
	start_vault
	export VAULT_TOKEN=ci
	secrets 'A: {vault: kv/$ENV/hetzner#token}' 'LONGER: {env: B}' 'C: {placeholder: x}' 'D: {env: NONE}' \
		'USER: {vault: database/creds/app#username}'
	B=b run --separate-stderr vault-fetch -e prod --check
	[ "$status" -eq 0 ]
	[ "$output" = 'NAME    SOURCE
A       vault: kv/prod/hetzner#token
LONGER  env: B
C       placeholder
D       missing
USER    vault: database/creds/app#username' ]
	[ "$(head -n 1 <<<"$stderr")" = 'vault-fetch: D: nothing has it; it could come from the variable NONE' ]
	B=b run --separate-stderr vault-fetch -e prod --check --strict
	[ "$status" -eq 69 ]
	B=b run --separate-stderr vault-fetch -e prod --check --strict --only A,LONGER
	[ "$status" -eq 0 ]
	B=b run --separate-stderr vault-fetch -e prod --check --strict --only C
	[ "$status" -eq 69 ]
	secrets 'A: {vault: kv/prod/forbidden#token}'
	run --separate-stderr vault-fetch --check
	[[ $status == 77 && $output == $'NAME  SOURCE\nA     missing' ]]
}

@test "--check gives back what it was lent, and says when its table cannot be printed" {
	start_vault
	export VAULT_TOKEN=root
	secrets 'USER: {vault: database/creds/app#username}'
	vault-fetch --check >/dev/null
	[ "$(stat_of leases)" -eq 0 ]
	run --separate-stderr bash -c '"$VAULT_FETCH" --check >/dev/full'
	[[ $status == 74 && $stderr == 'vault-fetch: '*'No space left on device' ]]
	[ "$(stat_of leases)" -eq 0 ]
}

# --- COMMAND ---------------------------------------------------------------------------------------------------------

@test "COMMAND is executed in place, with its arguments, exit status, signals and descriptors" {
	secrets 'A: {env: A}'
	export A=a
	run bash -c 'echo $$; exec "$VAULT_FETCH" -- sh -c "echo \$\$"'
	[ "${lines[0]}" = "${lines[1]}" ]
	prints 'x y|z' vault-fetch -- printf '%s|%s' 'x y' z
	run vault-fetch -- sh -c 'exit 3'
	[ "$status" -eq 3 ]
	run vault-fetch -- sh -c 'kill -TERM $$'
	[ "$status" -eq 143 ]
	# SIGPIPE is as it was: yes(1) dies of it, with nothing on standard error.
	run --separate-stderr bash -c '"$VAULT_FETCH" -- yes | head -n 1'
	[[ $output == y && -z $stderr ]]
	[ "$(vault-fetch -- sh -c 'grep -E "^Sig(Blk|Ign)" /proc/self/status')" = "$(sh -c 'grep -E "^Sig(Blk|Ign)" /proc/self/status')" ]
	[ "$(vault-fetch -- sh -c 'ls /proc/self/fd' | wc -l)" -eq "$(sh -c 'ls /proc/self/fd' | wc -l)" ]
	prints -5 vault-fetch -- echo -5
}

@test "a COMMAND that is not there exits 127, one that cannot be run 126" {
	secrets 'A: {env: PATH}'
	fails 127 "vault-fetch: cannot run 'no-such-command': No such file or directory" vault-fetch -- no-such-command
	touch plain
	fails 126 "vault-fetch: cannot run './plain': Permission denied" vault-fetch -- ./plain
}

@test "the credentials that secrets are fetched with are not COMMAND's, but where one is asked for" {
	export VAULT_TOKEN=1 VAULT_ROLE_ID=2 VAULT_SECRET_ID=3 VAULT_WRAPPED_SECRET_ID=4 VAULT_ID_TOKEN=5 OP_CONNECT_TOKEN=6 \
		OP_SERVICE_ACCOUNT_TOKEN=7 ACTIONS_ID_TOKEN_REQUEST_TOKEN=8 ACTIONS_ID_TOKEN_REQUEST_URL=9 VAULT_TOKENS=10 OPERA=11
	secrets 'A: {env: VAULT_ROLE_ID}' 'VAULT_TOKEN: {env: VAULT_TOKEN}'
	[ "$(vault-fetch --only A -- env | grep -E '^(VAULT_[A-Z_]*(TOKENS?|ID)|OP.*|ACTIONS_.*|A)=' | sort)" = \
		$'A=2\nOPERA=11\nVAULT_TOKENS=10' ]
	[ "$(vault-fetch -- env | grep -E '^VAULT_(TOKENS?|ID_TOKEN)=' | sort)" = $'VAULT_TOKEN=1\nVAULT_TOKENS=10' ]
	unset A
	[ "$(A=old vault-fetch --only A -- env | grep -c '^A=')" -eq 1 ]
}

@test "a COMMAND that fetches other secrets itself keeps what it needs for it" {
	start_vault
	export VAULT_TOKEN=root FROM=b
	secrets 'A: {vault: kv/prod/hetzner#token}' 'B: {env: FROM}' 'C: {vault: kv/prod/hetzner#token}'
	[ "$(vault-fetch --only A --keep-login -- "$VAULT_FETCH" --only B,C -- sh -c 'echo "${A-none} $B ${FROM-none} ${C:+c} ${VAULT_TOKEN-none}"')" = 'none b none c none' ]
	run -77 vault-fetch --only A -- "$VAULT_FETCH" --only C -- true
}

# within LOGIN: what a COMMAND that keeps a login has of it, and what it fetches with that, twice.
within() {
	vault-fetch "$@" --keep-login -- sh -c 'env | sed -En "s/^(VAULT_(ROLE_ID|SECRET_ID|WRAPPED_SECRET_ID|ID_TOKEN)|ACTIONS_[A-Z_]*)=.*/\1/p"
		for i in 1 2; do "$VAULT_FETCH" --only C -- sh -c "echo \$C \${VAULT_TOKEN-none}"; done
		curl -fsS $VAULT_CONTROL/stats | jq .tokens'
}

@test "a COMMAND that keeps a login gets its token, not what is good for one login; the token is given back" {
	start_vault
	secrets 'A: {vault: kv/prod/hetzner#token}' 'C: {vault: kv/prod/hetzner#token}'
	export VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy
	prints $'canary-hetzner none\ncanary-hetzner none\n1' within --only A
	[ "$(stat_of tokens)" -eq 0 ]
	[ "$(requests '^POST auth/approle/login$')" -eq 1 ]
	unset VAULT_SECRET_ID
	export VAULT_WRAPPED_SECRET_ID
	VAULT_WRAPPED_SECRET_ID=$(curl -fsS --cacert "$VAULT_CACERT" -H 'X-Vault-Token: trusted' -H 'X-Vault-Wrap-TTL: 60s' -X POST \
		"$VAULT_ADDR/v1/auth/approle/role/deploy/secret-id" | jq -r .wrap_info.token)
	prints $'canary-hetzner none\ncanary-hetzner none\n1' within --only=
	[ "$(stat_of tokens)" -eq 0 ]
	unset VAULT_ROLE_ID VAULT_WRAPPED_SECRET_ID
	export VAULT_AUTH_PATH=gitlab VAULT_ID_TOKEN
	VAULT_ID_TOKEN=$(curl -fsS "$VAULT_CONTROL/token?audience=vault&issuer=https://gitlab.com" \
		-d '{"project_path": "group/product", "ref_protected": "true"}')
	prints $'canary-hetzner none\ncanary-hetzner none\n1' within --only=
	unset VAULT_ID_TOKEN
	export HOME=$PWD
	echo ci >.vault-token
	prints $'canary-hetzner none\ncanary-hetzner none\n0' within --only=
	prints ci vault-fetch --only= --keep-login -- printenv VAULT_TOKEN
}

@test "a login for COMMAND alone: it fails as one for a secret does; without Vault there is none" {
	start_vault
	secrets 'C: {vault: kv/$ENV/hetzner#token}'
	fails 77 "vault-fetch: no way to log in to $VAULT_ADDR: set VAULT_TOKEN, *" vault-fetch --only= --keep-login -- touch started
	VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=x fails 77 'vault-fetch: Vault refuses the login at "auth/approle/login" with status 400' \
		vault-fetch --only= --keep-login -- touch started
	VAULT_ADDR=https://127.0.0.1:1 VAULT_ROLE_ID=a VAULT_SECRET_ID=b fails 69 'vault-fetch: https://127.0.0.1:1 did not answer: *' \
		vault-fetch --only= --keep-login --deadline 0.3 -- touch started
	[ ! -e started ]
	unset VAULT_ADDR
	VAULT_ROLE_ID=a prints a vault-fetch --only= --keep-login -- printenv VAULT_ROLE_ID
}

@test "a signal while it logs in for COMMAND ends it" {
	start_vault
	secrets 'C: {vault: kv/$ENV/hetzner#token}'
	fault '{"kind": "hang", "path": "auth/approle/login"}'
	VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy "$VAULT_FETCH" --only= --keep-login -- touch started 3>&- &
	until [ "$(requests approle)" -eq 1 ]; do
		kill -0 "$!"
		sleep 0.01
	done
	kill "$!"
	local status=0
	wait "$!" || status=$?
	[ "$status" -eq 143 ]
	[ ! -e started ]
}
