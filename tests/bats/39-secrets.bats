#!/usr/bin/env bats
# Who gets to see a secret when make runs: one canary in each source, looked for everywhere else.

# shellcheck disable=SC2030,SC2031 # each test is a subshell, and meant to be

load setup
load graph
load hetzner
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache} # providers stay where they are when HOME is another
load vault
load canary

# Terraform as it is found, which also leaves its environment in $SPIED/<unit>-<command>-<process>.
spy() {
	export SPIED=$BATS_TEST_TMPDIR/spied
	mkdir "$SPIED"
	# shellcheck disable=SC2016 # the script's own
	printf '#!/bin/sh\nenv >"$SPIED/$(basename "$PWD")-$1-$$"\nexec %s "$@"\n' "$(readlink -f build/toolchain/bin/terraform)" >spy
	chmod +x spy
	export TF=$PWD/spy
}

# canary: 64 letters, as a token of Hetzner's has, that are nowhere else.
canary() { tr -dc 'A-Za-z0-9' </dev/urandom | head -c 64 || true; }

# vault_with TOKEN: a Vault that has it at kv/dev/hetzner#token, and a login of its own.
vault_with() {
	jq --arg token "$1" '.namespaces[""].mounts["kv/"].data["dev/hetzner"] = {$token}
		| .namespaces[""].policies.ci.path["kv/data/dev/*"] = {capabilities: ["read"]}' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	rm seed.json
	export VAULT_TOKEN=ci
}

setup() {
	example
	export HOME=$BATS_TEST_TMPDIR
	token=$(canary)
}
teardown() { [ -z "${api-}" ] || kill "$api"; }

@test "each recipe sees the secrets of its own unit alone, and never the login" {
	spy
	vault_with "$token"
	printf 'OTHER:\n  env: ELSEWHERE\n' >>inventory/secrets.yml
	export ELSEWHERE=other-canary OTHER=other-canary AWS_ACCESS_KEY_ID=aws-canary OP_SERVICE_ACCOUNT_TOKEN=op-canary
	make plan show ENV=dev UNIT=mgmt >/dev/null
	[ "$(grep -lx "HCLOUD_TOKEN=$token" "$SPIED"/* | sed 's/-[0-9]*$//; s/.*\///')" = mgmt-plan ]
	[ "$(cd "$SPIED" && printf '%s\n' mgmt-* | sed 's/-[0-9]*$//' | sort -u | paste -sd ' ')" = 'mgmt-init mgmt-plan mgmt-show' ]
	run grep -hE '=.*-canary$|^(VAULT_TOKEN|OP_SERVICE_ACCOUNT_TOKEN)=' "$SPIED"/*
	echo "$output"
	[ "$status" -eq 1 ]
}

@test "a secret-id of one use: one login around make is enough for all that it fetches, and is handed to no Terraform" {
	product "$BATS_TEST_TMPDIR/once"
	spy
	start_vault
	sed -i '1a secrets: [password]' stacks/base/stack.yml
	printf 'variable "password" {\n  type      = string\n  ephemeral = true\n}\n' >stacks/base/password.tf
	# shellcheck disable=SC2016 # the inventory's own
	printf 'TF_VAR_password: {vault: kv/$ENV/hetzner#token, placeholder: x}\n' >inventory/secrets.yml
	export VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy
	"$VAULT_FETCH" --keep-login --only= -- make apply ENV=prod UNIT=one YES=1
	[ "$(jq '.resources | length > 0' state/prod/one.tfstate)" = true ]
	[ "$(grep -lx TF_VAR_password=canary-hetzner "$SPIED"/one-* | sed 's/-[0-9]*$//; s/.*\///' | paste -sd ' ')" = 'one-apply one-plan' ]
	run ! grep -lE '^VAULT_(TOKEN|ROLE_ID|SECRET_ID)=' "$SPIED"/*
	[ "$(requests '^POST auth/approle/login$')" -eq 1 ]
	[ "$(stat_of tokens)" -eq 0 ]
}

@test "a new value is used by the next run, and nothing is built for it" {
	spy
	vault_with "$token"
	make plan ENV=dev >/dev/null
	new=$(canary)
	curl -fsS --cacert "$VAULT_CACERT" -H 'X-Vault-Token: root' -H 'X-Vault-Request: true' \
		-d "{\"data\": {\"token\": \"$new\"}}" "$VAULT_ADDR/v1/kv/data/dev/hetzner" >/dev/null
	make -q plan ENV=dev
	rm -r "${SPIED:?}"/*
	sed -i '/^  web:/,$ s/servers: 1/servers: 2/' inventory/envs/dev.yml
	make plan ENV=dev >/dev/null
	grep -lx 'HCLOUD_TOKEN='"$new" "$SPIED"/web-plan-*
}

@test "a placeholder stands in for a Vault that does not answer only when the plan was asked for offline" {
	export VAULT_ADDR=https://127.0.0.1:9 VAULT_TOKEN=x VAULT_MAX_RETRIES=0
	run make plan ENV=dev UNIT=mgmt
	[ "$status" -ne 0 ]
	[[ "$output" == *'vault-fetch: HCLOUD_TOKEN: '*"a placeholder stands in only with '--offline'"* ]]
	[ ! -e build/dev/mgmt/tfplan ]
	run make plan ENV=dev UNIT=mgmt OFFLINE=1
	[ "$status" -eq 0 ]
}

@test "make secrets says where each would come from, and no value" {
	make config ENV=dev
	run make secrets ENV=dev
	[ "$output" = $'NAME          SOURCE\nHCLOUD_TOKEN  placeholder' ]
	HCLOUD_TOKEN=$token run make secrets ENV=dev
	[ "$output" = $'NAME          SOURCE\nHCLOUD_TOKEN  env: HCLOUD_TOKEN' ]
	vault_with "$token"
	run make secrets ENV=dev
	[ "$output" = $'NAME          SOURCE\nHCLOUD_TOKEN  vault: kv/dev/hetzner#token' ]
}

@test "make secrets says what is read from the environment and is not in secrets.yml, and which name may be misspelt" {
	sed -i 's/^HCLOUD_TOKEN:/HCLOUD_TOKN:/' inventory/secrets.yml
	make config ENV=dev
	run make secrets ENV=dev
	[ "$output" = 'HCLOUD_TOKEN: not in inventory/secrets.yml, nor set; did you mean HCLOUD_TOKN, which is there?' ]
	HCLOUD_TOKEN=$token run make secrets ENV=dev
	[ "$output" = 'HCLOUD_TOKEN: not in inventory/secrets.yml, but set; did you mean HCLOUD_TOKN, which is there?' ]
	sed -i 's/^HCLOUD_TOKN:/HCLOUD_TO:/' inventory/secrets.yml
	make config ENV=dev
	run make secrets ENV=dev
	[ "$output" = 'HCLOUD_TOKEN: not in inventory/secrets.yml, nor set' ]
}

# applied: applies dev with everything that talks made to talk, watched; then the canary is in no file, argument or
# output, and in the environment of no program but those that the last argument allows.
applied() {
	local status=0
	printf '%s' "$token" >"$BATS_TEST_TMPDIR/token"
	watch "$BATS_TEST_TMPDIR/token" &
	watcher=$!
	TF_LOG=trace make -j4 apply ENV=dev YES=1 V=1 >"$BATS_TEST_TMPDIR/said" 2>&1 || status=$?
	touch "$BATS_TEST_TMPDIR/enough"
	wait "$watcher"
	[ "$status" = 0 ] || { tail -n 20 "$BATS_TEST_TMPDIR/said"; return 1; }
	[ "$(jq '.resources | length > 0' state/dev/web.tfstate)" = true ]
	grep -q '\[TRACE\]' "$BATS_TEST_TMPDIR/said"
	run grep -rlF "$token" build state inventory "$BATS_TEST_TMPDIR/said"
	[ "$status" -eq 1 ]
	for plan in build/dev/*/tfplan; do
		run grep -F "$token" <(unzip -p "$plan")
		[ "$status" -eq 1 ]
	done
	[ ! -s "$BATS_TEST_TMPDIR/in-arguments" ]
	grep -q 'terraform.* apply ' "$BATS_TEST_TMPDIR/in-environment"
	run grep -vE "$1" "$BATS_TEST_TMPDIR/in-environment"
	echo "$output" | sort -u
	[ "$status" -eq 1 ]
	[ -z "$(find . -name 'core*' -type f)" ]
}

# What runs within the recipes of plan and apply.
recipe='terraform|mk/bin/(plan|apply)|^(jq|tee|sed|cat|cut|sha256sum|mktemp|mkdir|mv|rm|flock|basename|dirname|tail|grep|realpath|env|sleep) |^$'

@test "a canary in Vault is nowhere but in the recipes that need it" {
	start_api "$token"
	unset HCLOUD_TOKEN
	vault_with "$token"
	applied "$recipe"
}

@test "a canary in 1Password is nowhere but in the recipes that need it" {
	start_api "$token"
	unset HCLOUD_TOKEN
	mkdir -p bin op/infra/hetzner-dev
	cp "$ROOT/tests/doubles/op" bin/op
	printf '%s' "$token" >op/infra/hetzner-dev/token
	export PATH=$PWD/bin:$PATH OP_DOUBLE=$PWD/op OP_SERVICE_ACCOUNT_TOKEN=ops_good
	applied "$recipe|op read |^cat "
}

@test "a canary in the caller's environment is nowhere but there and in the recipes that need it" {
	start_api "$token"
	applied "$recipe|^make |^bash .*/bats|^setpriv |mk/bin/locked|garage-lock run|vault-fetch|-c make -s |outputs.json; fi "
}
