#!/usr/bin/env bats
# What goes wrong between vault-fetch and Vault: retries within the deadline, redirects, answers that are none, a server
# that dies. Nothing of an answer is ever shown, and COMMAND never starts with a part of its secrets.

# shellcheck disable=SC2030,SC2031 # each test is a process of its own
# shellcheck disable=SC2154 # what `run` and vault.bash set
# shellcheck disable=SC2016 # COMMAND expands its own

load setup
load vault

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	secrets 'A: {vault: kv/prod/hetzner#token}'
	export VAULT_TOKEN=ci
}

got() { prints canary-hetzner vault-fetch -- sh -c 'echo $A'; }

# unanswered REASON ARG…: the one line, in time.
unanswered() {
	local reason=$1
	shift
	SECONDS=0
	fails 69 "vault-fetch: A: $VAULT_ADDR did not answer: $reason" vault-fetch "$@" -- touch started
	[ ! -e started ]
	[ "$SECONDS" -le 4 ]
}

@test "429, 412, 5xx but 501, a reset, a close: asked again" {
	start_vault
	local wrong
	for wrong in '"kind": "status", "status": 429' '"kind": "status", "status": 412' '"kind": "status", "status": 500' \
		'"kind": "status", "status": 503' '"kind": "reset"' '"kind": "close"' '"kind": "truncate"'; do
		fault "{$wrong, \"path\": \"kv/data/prod/*\", \"times\": 2}"
		got
	done
	fault '{"kind": "status", "status": 501, "path": "kv/data/prod/*", "times": 1}'
	fails 76 'vault-fetch: A: Vault answers "kv/prod/hetzner" with status 501' vault-fetch -- true
	fault '{"kind": "status", "status": 400, "path": "kv/data/prod/*", "times": 1}'
	fails 76 'vault-fetch: A: Vault answers "kv/prod/hetzner" with status 400' vault-fetch -- true
}

@test "until the deadline, or VAULT_MAX_RETRIES; Retry-After is honoured" {
	start_vault
	fault '{"kind": "status", "status": 500, "path": "kv/data/prod/*", "times": 0}'
	unanswered 'it answers with status 500' --deadline 1
	[ "$(requests '^GET kv/data')" -ge 3 ]
	control reset ''
	fault '{"kind": "status", "status": 500, "path": "kv/data/prod/*", "times": 2}'
	VAULT_MAX_RETRIES=1 unanswered 'it answers with status 500'
	[ "$(requests '^GET kv/data')" -eq 2 ]
	VAULT_MAX_RETRIES=1 got
	control reset ''
	fault '{"kind": "status", "status": 429, "retry_after": "120", "path": "kv/data/prod/*"}'
	unanswered 'it answers with status 429, and asks to wait for 120 s'
	[ "$(requests '^GET kv/data')" -eq 1 ]
	control reset ''
	fault '{"kind": "status", "status": 429, "retry_after": "1", "path": "kv/data/prod/*", "times": 1}'
	SECONDS=0
	got
	[ "$SECONDS" -ge 1 ]
}

@test "a sealed Vault: unsealed in time it answers, else the line says so" {
	start_vault -sealed
	unanswered 'it answers with status 503, as when it is sealed' --deadline 0.5
	(
		sleep 0.5
		control unseal ''
	) 3>&- &
	got
	wait $!
}

@test "no connection, one that is cut off, one that hangs" {
	start_vault
	control connections '{"mode": "reset", "times": 2}'
	got
	control connections '{"mode": "close", "times": 2}'
	got
	control connections '{"mode": "hang", "times": 1}'
	VAULT_CLIENT_TIMEOUT=500ms got
	control connections '{"mode": "hang"}'
	unanswered 'no answer in time' --deadline 0.5
	control connections '{"mode": ""}'
	fault '{"kind": "hang", "path": "kv/data/prod/*", "times": 1}'
	VAULT_CLIENT_TIMEOUT=1 got
	fault '{"kind": "drip", "delay_ms": 100, "path": "kv/data/prod/*", "times": 1}'
	VAULT_CLIENT_TIMEOUT=0m1s got
}

@test "Vault killed in the middle: one line for all, no COMMAND; back in time, all is well" {
	local i
	for ((i = 0; i < 20; i++)); do printf 'S%d: {vault: kv/prod/hetzner#token}\n' "$i"; done >inventory/secrets.yml
	start_vault
	fault '{"kind": "delay", "delay_ms": 700, "path": "kv/data/prod/*"}'
	(
		sleep 0.3
		kill -KILL "$vault_pid"
	) 3>&- &
	fails 69 "vault-fetch: S0, S1, S2 and 17 more: $VAULT_ADDR did not answer: Couldn't connect to server" \
		vault-fetch --deadline 2 -- touch started
	[ ! -e started ]
}

@test "answers that are none exit 76 and show nothing of themselves" {
	start_vault
	local kind
	for kind in '"json"' '"html"'; do
		fault "{\"kind\": $kind, \"path\": \"kv/data/prod/*\", \"times\": 1}"
		fails 76 'vault-fetch: A: what Vault answered at "kv/prod/hetzner" is not what belongs there' vault-fetch -- true
		fault "{\"kind\": $kind, \"path\": \"sys/internal/*\", \"times\": 1}"
		fails 76 'vault-fetch: A: what Vault answered at "sys/internal/ui/mounts/kv/prod/hetzner" is not what belongs there' vault-fetch -- true
	done
	fault '{"kind": "huge", "bytes": 1048577, "path": "kv/data/prod/*", "times": 1}'
	fails 76 "vault-fetch: A: $VAULT_ADDR at \"kv/data/prod/hetzner\": the answer has more than 1048576 bytes" vault-fetch -- true
	fault '{"kind": "huge", "bytes": 1048577, "path": "sys/internal/*", "times": 1}'
	fails 76 "vault-fetch: A: $VAULT_ADDR at \"sys/internal/ui/mounts/kv/prod/hetzner\": the answer has more *" vault-fetch -- true
	secrets 'A: {vault: kv/prod/hetzner#token, env: B, placeholder: x}'
	fault '{"kind": "json", "path": "kv/data/prod/*", "times": 1}'
	B=b fails 76 '*is not what belongs there' vault-fetch --placeholders -- true # no other source stands in
}

@test "text that no environment variable can hold exits 65" {
	jq '.namespaces[""].mounts["secret/"].data["prod/shared"] = {"list": [1], "map": {"a": "canary"}, "real": 1.5, "nul": "canary\u0000", "empty": "", "good": "x"}' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	local field
	export ELSEWHERE=x
	for field in list map real nul empty; do
		secrets "A: {vault: secret/prod/shared#$field, env: ELSEWHERE}" 'B: {vault: secret/prod/shared#good}'
		fails 65 "vault-fetch: A: \"secret/prod/shared#$field\" in Vault is no text *" vault-fetch -- true
		[[ $stderr != *canary* ]]
		prints x vault-fetch --only B -- sh -c 'echo $B'
	done
}

@test "a value that is too long for an environment variable exits 65, whatever it comes from; one byte less does" {
	jq --arg value "$(printf %0131069d 0)" '.namespaces[""].mounts["secret/"].data["prod/shared"] = {fits: $value, long: "\($value)0"}' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	secrets 'A: {vault: secret/prod/shared#long}' 'B: {vault: secret/prod/shared#fits}' "C: {placeholder: '$(printf %0200000d 0)'}"
	prints 131069 vault-fetch --only B -- sh -c 'echo ${#B}'
	fails 65 'vault-fetch: A: its value is longer than an environment variable can be' vault-fetch --only A,B -- touch started
	fails 65 'vault-fetch: C: its value is longer than *' vault-fetch --placeholders --only C -- touch started
	[ ! -e started ]
}

@test "answers with random changes: a value, or a failure without a trace of it" {
	start_vault
	local round good=0
	fault '{"kind": "mutate", "seed": 1, "path": "kv/data/prod/*"}'
	for round in {1..100}; do
		run --separate-stderr vault-fetch --deadline 1 -- true
		case $status in
		0) good=$((good + 1)) ;;
		65 | 69 | 76) [[ $stderr == 'vault-fetch: A: '* && $stderr != *canary* && $stderr != *$'\n'* ]] ;;
		*) echo "round $round: $status: $stderr" && false ;;
		esac
	done
	[ "$good" -gt 0 ] && [ "$good" -lt 100 ]
}

@test "a standby's redirect is followed with the token, once for all" {
	start_vault
	secrets 'A: {vault: kv/prod/hetzner#token}' 'B: {vault: secret/prod/shared#password}'
	VAULT_ADDR=$VAULT_STANDBY_ADDR prints 'canary-hetzner canary-shared' vault-fetch -- sh -c 'echo $A $B'
	# What was learnt from the questions about mounts is used for what comes after.
	[ "$(control log | jq '[.[] | select(.listener == "standby")] | length')" -eq 2 ]
	VAULT_ADDR=$VAULT_STANDBY_ADDR VAULT_TOKEN='' VAULT_ROLE_ID=role-deploy VAULT_SECRET_ID=secret-deploy \
		prints canary-hetzner vault-fetch --only A -- sh -c 'echo $A'
}

# redirects TO [PEM]: starts a server that sends its one request to TO, with a certificate by TLS; sets redirecting to its URL.
redirects() {
	: >"$BATS_TEST_TMPDIR/redirecting"
	python3 - "$@" >"$BATS_TEST_TMPDIR/redirecting" 3>&- <<-'END' &
		import http.server, ssl, sys
		class Handler(http.server.BaseHTTPRequestHandler):
		    def do_GET(self):
		        self.send_response(307)
		        if sys.argv[1]:
		            self.send_header("Location", sys.argv[1])
		        self.send_header("Content-Length", "0")
		        self.end_headers()
		    def log_message(self, *arguments):
		        pass
		server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
		if len(sys.argv) > 2:
		    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
		    context.load_cert_chain(sys.argv[2])
		    server.socket = context.wrap_socket(server.socket, server_side=True)
		print(f"http{'s' * (len(sys.argv) > 2)}://127.0.0.1:{server.server_port}", flush=True)
		server.timeout = 10
		server.handle_request()
	END
	until [ -s "$BATS_TEST_TMPDIR/redirecting" ]; do sleep 0.01; done
	redirecting=$(<"$BATS_TEST_TMPDIR/redirecting")
}

@test "a redirect to where no secret may go, to nowhere, or in a circle is refused" {
	local to why
	while IFS='|' read -r to why; do
		redirects "$to"
		VAULT_ADDR=$redirecting fails 76 "vault-fetch: A: $redirecting at \"sys/internal/ui/mounts/kv/prod/hetzner\": it redirects $why" \
			vault-fetch -- true
		wait
	done <<-END
		http://vault.example.com/v1/x|to where no secret may go
		https://user:password@127.0.0.1/|to where no secret may go
		ftp://127.0.0.1/|to where no secret may go
		|to nowhere
	END
	start_vault
	redirects "$VAULT_STANDBY_ADDR/v1/sys/internal/ui/mounts/kv/prod/hetzner"
	VAULT_ADDR=$redirecting fails 76 "vault-fetch: A: $redirecting at *: it redirects once more" vault-fetch -- true
}

@test "never from https to http, not even on this machine" {
	start_vault
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=redirecting -addext subjectAltName=IP:127.0.0.1 \
		-keyout both.pem -out ca.pem 2>/dev/null
	cat ca.pem >>both.pem
	redirects "$VAULT_PLAIN_ADDR/v1/sys/internal/ui/mounts/kv/prod/hetzner" both.pem
	VAULT_ADDR=$redirecting VAULT_CACERT=ca.pem fails 76 \
		"vault-fetch: A: $redirecting at *: it redirects to where no secret may go" vault-fetch -- true
	[ "$(requests .)" -eq 0 ]
}

@test "an HTTP/1.1 server: a few connections, all secrets" {
	local i
	for ((i = 0; i < 40; i++)); do printf 'S%d: {vault: "kv/prod/hetzner?version=1#token"}\nT%d: {vault: secret/%d/shared#password}\n' "$i" "$i" "$i"; done >inventory/secrets.yml
	jq '.namespaces[""].mounts["secret/"].data = ([range(40) | {"\(.)/shared": {"password": "p\(.)"}}] | add)' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault -http1
	prints 'canary-hetzner p0 p39' vault-fetch -- sh -c 'echo $S0 $T0 $T39'
	[ "$(stat_of connections)" -le 8 ]
	[ "$(control log | jq -r '.[].protocol' | sort -u)" = HTTP/1.1 ]
}

@test "a server that breaks on many multiplexed requests gets fewer, and then HTTP/1.1" {
	local i
	for ((i = 0; i < 40; i++)); do printf 'T%d: {vault: secret/%d/shared#password}\n' "$i" "$i"; done >inventory/secrets.yml
	jq '.namespaces[""].mounts["secret/"].data = ([range(40) | {"\(.)/shared": {"password": "p\(.)"}}] | add)' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	fault '{"kind": "close", "path": "secret/*", "times": 60}'
	prints 'p0 p39' vault-fetch -- sh -c 'echo $T0 $T39'
	[ "$(control log | jq -r '.[-1].protocol')" = HTTP/1.1 ]
	[ "$(control log | jq -r '.[0].protocol')" = HTTP/2.0 ]
}
