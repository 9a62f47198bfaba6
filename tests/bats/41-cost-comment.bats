#!/usr/bin/env bats
# make cost-comment: one comment of a pull or merge request, on a GitHub and a GitLab of the test's own.

# shellcheck disable=SC2030,SC2031 # each test is a subshell, and meant to be
# shellcheck disable=SC2154 # FORGE_CONTROL comes from the double

load setup
load graph
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache} # providers stay where they are when HOME is another
load vault
load canary

FORGE_API=${FORGE_API:-$ROOT/build/test/forge-api}
marker='<!-- cost-gate: prod -->'

# start_forge: a GitHub and a GitLab that know a token, made up anew; they end with the test.
start_forge() {
	token=$(tr -dc 'A-Za-z0-9' </dev/urandom | head -c 40 || true)
	mkfifo "$BATS_TEST_TMPDIR/forge"
	"$FORGE_API" -token "$token" <"$BATS_TEST_TMPDIR/forge" >"$BATS_TEST_TMPDIR/forge-addresses" 3>&- &
	# shellcheck disable=SC2034 # it is held, not used
	exec {held}>"$BATS_TEST_TMPDIR/forge"
	until grep -q ^FORGE_CONTROL "$BATS_TEST_TMPDIR/forge-addresses"; do sleep 0.01; done
	while read -r line; do export "${line?}"; done <"$BATS_TEST_TMPDIR/forge-addresses"
}

# forge PATH [JSON]: tells the double something, GET without JSON.
forge() { curl -fsS ${2+-X POST -d "$2"} "$FORGE_CONTROL/$1"; }

# on HOST: the environment of its pipeline of a pull or merge request.
on() {
	host=$1
	case $host in
	github) export GITHUB_REPOSITORY=acme/product GITHUB_REF=refs/pull/12/merge GITHUB_TOKEN=$token where=acme/product#12 change=PATCH ;;
	gitlab) export CI_PROJECT_ID=8 CI_MERGE_REQUEST_PROJECT_ID=7 CI_MERGE_REQUEST_IID=12 GITLAB_TOKEN=$token where='project 7!12' change=PUT ;;
	esac
}

# off: of none.
off() { unset GITHUB_REPOSITORY GITHUB_REF GITHUB_TOKEN GITHUB_EVENT_PATH CI_PROJECT_ID CI_MERGE_REQUEST_PROJECT_ID CI_MERGE_REQUEST_IID GITLAB_TOKEN PR; }

setup() {
	off
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	printf '%s\n' "$marker" '### Costs' '' '| "web" | 19.47 € \o/ |' >cost.md
	start_forge
}

cost-comment() { "$ROOT/mk/bin/cost-comment" cost.md; }

# bodies: what comments there are, one a line, as JSON.
bodies() { forge "comments/$host" | jq -c '.[].body'; }
report() { jq -Rsc . cost.md; }

# sent METHOD…: these requests there were, in this order.
sent() {
	local methods
	methods=$(forge log | jq -r '.[].method' | paste -sd ' ')
	[ "$methods" = "$*" ] || { echo "sent: $methods"; return 1; }
}

# both FUNCTION: once on each host. To be no part of a condition, where bats would not see what fails inside.
both() {
	local each
	for each in github gitlab; do
		off
		on "$each"
		"$@"
	done
}

first_then_again() {
	prints "$where: commented" cost-comment
	[ "$(bodies)" = "$(report)" ]
	echo "$host" >>cost.md
	prints "$where: comment updated" cost-comment
	[ "$(bodies)" = "$(report)" ]
	prints "$where: comment is up to date" cost-comment
}

@test "the first report is a comment, the next changes it, and an equal one sends nothing" {
	both first_then_again
	sent GET POST GET PATCH GET GET POST GET PUT GET
}

of_another_environment() {
	forge "comments/$host" '{"body": "<!-- cost-gate: production -->\n"}'
	forge "comments/$host" '{"body": "<!-- cost-gate: prod --> is the marker"}'
	forge "comments/$host" '{"body": "see <!-- cost-gate: prod -->"}'
	forge "comments/$host" "{\"body\": \"$marker\", \"system\": $1}"
	cost-comment
	[ "$(forge "comments/$host" | jq length)" = "$2" ]
	[ "$(bodies | tail -n 1)" = "$(report)" ]
}

@test "only a comment that begins with the very marker is taken for the report's, and no note of GitLab's own" {
	on github
	of_another_environment false 4
	off && on gitlab
	of_another_environment true 5
}

on_page_three() {
	forge "comments/$host" '{"body": "hello", "times": 230}'
	forge "comments/$host" "{\"body\": \"$marker\\r\\nold\"}"
	forge "comments/$host" '{"body": "hello again", "times": 19}'
	prints "$where: comment updated" cost-comment
	[ "$(bodies | wc -l)" = 250 ]
	[ "$(bodies | sed -n 231p)" = "$(report)" ]
	[ "$(forge log | jq -r '.[-4:][].method' | paste -sd ' ')" = "GET GET GET $change" ]
}

@test "it is found on the third page of 250 comments" { both on_page_three; }

with_other_ends() {
	forge "comments/$host" "$(jq -Rs '{body: (gsub("\n"; "\r\n") + "\r\n ")}' cost.md)"
	prints "$where: comment is up to date" cost-comment
}

@test "what an editor does to the ends of lines is no difference" {
	both with_other_ends
	sent GET GET
}

limited() {
	forge faults '{"method": "GET", "kind": "primary", "reset_in": 1, "times": 1}'
	forge faults '{"method": "POST", "kind": "secondary", "retry_after": 1, "times": 1}'
	prints "$where: commented" cost-comment
	[ "$(bodies)" = "$(report)" ]
}

@test "rate limited, primary and secondary, it waits and succeeds" {
	began=$SECONDS
	both limited
	[ $((SECONDS - began)) -ge 4 ]
	sent GET GET POST POST GET GET POST POST
}

limited_for_long() {
	forge faults '{"method": "GET", "kind": "primary", "reset_in": 3000, "times": 1}'
	fails 75 "cost-comment: $where: rate limited; gave up, another try in [23][0-9][0-9][0-9] s is beyond COMMENT_DEADLINE=300" cost-comment
	forge faults '{"method": "GET", "kind": "primary", "reset_in": 3000, "retry_after": -1, "times": 1}'
	fails 75 "cost-comment: $where: rate limited; gave up, another try in [23][0-9][0-9][0-9] s is beyond COMMENT_DEADLINE=300" cost-comment
	forge faults '{"method": "GET", "kind": "secondary", "times": 1}'
	COMMENT_DEADLINE=59 fails 75 "cost-comment: $where: rate limited; gave up, another try in 60 s is beyond COMMENT_DEADLINE=59" cost-comment
	[ -z "$(bodies)" ]
}

@test "a limit that ends after the deadline is not waited for, and one without a time takes a minute" {
	both limited_for_long
	sent GET GET GET GET GET GET
}

refused_at_first() {
	export GITHUB_TOKEN=wrong GITLAB_TOKEN=wrong
	fails 77 "cost-comment: $where: $1_TOKEN is not valid, or has expired (*)" cost-comment
	export GITHUB_TOKEN=blind GITLAB_TOKEN=blind
	fails 77 "cost-comment: $where: no such $2 request, or the token may not see it (*)" cost-comment
	export GITHUB_TOKEN=read-only GITLAB_TOKEN=read-only
	fails 77 "cost-comment: $where: $1_TOKEN may not POST: the $3*(*)" cost-comment
	export GITHUB_TOKEN='' GITLAB_TOKEN=''
	fails 77 "cost-comment: $where: $1_TOKEN is not set" cost-comment
	export GITHUB_TOKEN=$'a\nb: c' GITLAB_TOKEN=$'a\nb: c'
	fails 77 "cost-comment: $where: $1_TOKEN is no token: *" cost-comment
	[ -z "$(bodies)" ]
}

@test "401, 403 and 404 are a line that says which permission is missing, and are not tried again" {
	on github
	refused_at_first GITHUB pull "job needs 'permissions: pull-requests: write'"
	off && on gitlab
	refused_at_first GITLAB merge "token needs the scope 'api' and the role Reporter"
	sent GET GET GET POST GET GET GET POST
	GITLAB_TOKEN=$token PR=13 fails 77 "cost-comment: project 7!13: no such merge request, *" cost-comment
}

broken_for_a_while() {
	forge faults '{"method": "GET", "kind": "status", "status": 502, "times": 1}'
	forge faults '{"method": "GET", "kind": "reset", "skip": 0, "times": 1}'
	prints "$where: commented" cost-comment
	[ "$(bodies)" = "$(report)" ]
}

@test "a 502 and a reset connection are tried again" {
	both broken_for_a_while
	sent GET GET GET POST GET GET GET POST
}

@test "5xx until the deadline is status 75" {
	on github
	forge faults '{"method": "GET", "kind": "status", "status": 503}'
	COMMENT_DEADLINE=4 fails 75 "cost-comment: $where: status 503; gave up, another try in [24] s is beyond COMMENT_DEADLINE=4" cost-comment
	[ "$(forge log | jq length)" -ge 2 ]
}

taken_but_not_answered() {
	forge faults "{\"method\": \"POST\", \"kind\": \"$1\", \"status\": 504, \"after\": true, \"times\": 1}"
	prints "$where: comment is up to date" cost-comment
	[ "$(bodies)" = "$(report)" ]
}

@test "a comment whose answer was lost is found again, not sent twice" {
	both taken_but_not_answered reset
	sent GET POST GET GET POST GET
}

@test "the same when a gateway lost it" {
	both taken_but_not_answered status
	sent GET POST GET GET POST GET
}

@test "an answer that is none of the host's is an error" {
	on gitlab
	forge faults '{"method": "GET", "kind": "html", "times": 1}'
	fails 76 "cost-comment: $where: the answer to GET http* is no list of comments" cost-comment
	forge faults '{"method": "POST", "kind": "html", "times": 1}'
	fails 76 "cost-comment: $where: POST is answered with status 200 and no comment" cost-comment
	forge faults '{"method": "GET", "kind": "status", "status": 301, "times": 1}'
	fails 76 "cost-comment: $where: GET is answered with status 301" cost-comment
	[ -z "$(bodies)" ]
}

@test "a next page on another host does not get the token" {
	on github
	forge faults '{"method": "GET", "kind": "elsewhere", "times": 1}'
	COMMENT_DEADLINE=2 fails 76 "cost-comment: $where: the next page of comments is on another host: http://127.0.0.2:9/next?page=2" cost-comment
}

@test "outside a pull request it is a line, and nothing is sent" {
	fails 64 'cost-comment: cost.md: neither GitHub Actions nor GitLab CI: *' cost-comment
	on github
	GITHUB_REF=refs/heads/main fails 64 'cost-comment: acme/product: not in a pull or merge request; PR=NUMBER says which one' cost-comment
	PR='12/../13' fails 64 'cost-comment: acme/product#12/../13: not in a pull or merge request; *' cost-comment
	echo '{"issue": {"number": 12}}' >event.json # an issue that is no pull request
	GITHUB_REF=refs/heads/main GITHUB_EVENT_PATH=event.json fails 64 'cost-comment: acme/product: not in a pull*' cost-comment
	off && on gitlab
	unset CI_MERGE_REQUEST_IID
	fails 64 'cost-comment: project 7: not in a pull or merge request; *' cost-comment
	sent
}

@test "where it is: the event of a run on the target branch, or by hand a number and a project's path" {
	on github
	echo '{"pull_request": {"number": 12}}' >event.json
	GITHUB_REF=refs/heads/main GITHUB_EVENT_PATH=event.json prints 'acme/product#12: commented' cost-comment
	echo '{"issue": {"number": 12, "pull_request": {}}}' >event.json
	GITHUB_REF=refs/heads/main GITHUB_EVENT_PATH=event.json prints 'acme/product#12: comment is up to date' cost-comment
	off
	PR=12 CI_PROJECT_ID=acme/product GITLAB_TOKEN=$token prints 'project acme/product!12: commented' cost-comment
}

@test "a report that is none, or is too long, is not sent" {
	on github
	: >cost.md
	fails 65 'cost-comment: cost.md: not there, or empty' cost-comment
	echo hello >cost.md
	fails 65 'cost-comment: cost.md: does not begin with the marker of a report' cost-comment
	{ echo "$marker"; printf 'ä%.0s' $(seq 65511); } >cost.md # 24 and a newline more
	prints "$where: commented" cost-comment
	printf ä >>cost.md
	fails 65 "cost-comment: $where: a comment has at most 65536 characters, cost.md has 65537" cost-comment
}

# spied PROGRAM: it notes its arguments and its environment, however short it lives.
spied() {
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	# shellcheck disable=SC2016 # the script's own
	printf '#!/bin/sh\necho "%s $*" >>"$SPIED"\nenv >>"$SPIED"\nexec %s "$@"\n' "$1" "$(command -v "$1")" >"$BATS_TEST_TMPDIR/bin/$1"
	chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

# posted PATTERN: make posts, watched, with V=1; the token is in no argument, file or output, and in the environment of
# no program but those that match.
posted() {
	local status=0
	printf '%s' "$token" >"$BATS_TEST_TMPDIR/token"
	spied curl
	spied jq
	forge faults '{"method": "GET", "kind": "primary", "reset_in": 1, "times": 1}'
	watch "$BATS_TEST_TMPDIR/token" &
	watcher=$!
	SPIED=$BATS_TEST_TMPDIR/spied PATH=$BATS_TEST_TMPDIR/bin:$PATH make cost-comment ENV=prod UNIT=web V=1 >"$BATS_TEST_TMPDIR/said" 2>&1 || status=$?
	touch "$BATS_TEST_TMPDIR/enough"
	wait "$watcher"
	[ "$status" = 0 ] || { tail -n 20 "$BATS_TEST_TMPDIR/said"; return 1; }
	grep -qxF "$where: commented" "$BATS_TEST_TMPDIR/said"
	[ "$(bodies)" = "$(jq -Rsc . build/prod/cost-web.md)" ]
	grep -q '^curl .*comments\|^curl .*notes' "$BATS_TEST_TMPDIR/spied"
	run grep -rlF "$token" build inventory "$BATS_TEST_TMPDIR/said" "$BATS_TEST_TMPDIR/spied"
	echo "$output"
	[ "$status" -eq 1 ]
	run grep -v -- ' -token ' "$BATS_TEST_TMPDIR/in-arguments" # the double has it there
	[ -z "$output" ]
	grep -q 'mk/bin/cost-comment build/prod/cost-web.md' "$BATS_TEST_TMPDIR/in-environment"
	run grep -vE "$1" "$BATS_TEST_TMPDIR/in-environment"
	echo "$output" | sort -u
	[ -z "$output" ]
}

@test "GitHub: make posts, and the token is nowhere but with make and the script" {
	product "$BATS_TEST_TMPDIR/product" "$ROOT"
	on github
	posted '^make |^bash .*/bats|^env |mk/bin/cost-comment|^$'
}

@test "GitLab: the token may be in Vault, and is nowhere but with the script" {
	product "$BATS_TEST_TMPDIR/product" "$ROOT"
	on gitlab
	unset GITLAB_TOKEN
	jq --arg token "$token" '.namespaces[""].mounts["kv/"].data["prod/gitlab"] = {$token}
		| .namespaces[""].policies.ci.path["kv/data/prod/*"] = {capabilities: ["read"]}' \
		"$ROOT/tests/doubles/vault/example.json" >seed.json
	start_vault
	rm seed.json
	export VAULT_TOKEN=ci
	# shellcheck disable=SC2016 # vault-fetch's own
	printf 'GITLAB_TOKEN:\n  vault: kv/$ENV/gitlab#token\n' >>inventory/secrets.yml
	sed -i '/^HCLOUD_TOKEN/,/^$/ { /vault:/d }' inventory/secrets.yml
	posted 'mk/bin/cost-comment|^$'
}

@test "no other recipe sees the tokens, and over budget there is a comment all the same" {
	product "$BATS_TEST_TMPDIR/product" "$ROOT"
	on github
	export GITLAB_TOKEN=$token
	printf '%s\n' 'budgets:' '  units: {web: {EUR: {monthly: 1}}}' >>inventory/envs/prod.yml
	# shellcheck disable=SC2016 # make's and the shell's own
	printf '\n.PHONY: peek\npeek: ; env >peeked\n' >>mk/help.mk
	make peek
	grep -q ^GITHUB_REPOSITORY= peeked
	run grep -E '^(GITHUB|GITLAB)_TOKEN=' peeked
	[ "$status" -eq 1 ]
	run make cost-comment ENV=prod UNIT=web
	[ "$status" -eq 0 ]
	[[ $(bodies) == '"<!-- cost-gate: prod -->\n### Costs of prod a month: over budget'* ]]
	PR=99 run make cost-comment ENV=prod UNIT=web # what the shell has left there
	[ "$output" = "  COMMENT  prod"$'\n'"$where: comment is up to date" ]
}

@test "compared with another revision it says what the change costs, and the makefiles of that revision do not get the token" {
	product "$BATS_TEST_TMPDIR/product" "$ROOT"
	committed
	# shellcheck disable=SC2016 # make's own
	printf '$(file >seen,token:$(GITHUB_TOKEN))\n' >>"$there/mk/help.mk"
	sed -i 's/    servers: 2 /    servers: 3 /' inventory/envs/prod.yml
	on github
	unset GITHUB_REF
	PR=12 run make cost-comment ENV=prod UNIT=web COMPARE=HEAD # PR by the shell counts for nobody
	[[ $status -ne 0 && $output == *'not in a pull or merge request'* ]]
	run make cost-comment ENV=prod UNIT=web COMPARE=HEAD PR=12
	[ "$status" -eq 0 ]
	[ "$(tail -n 1 <<<"$output")" = "$where: commented" ]
	[ "$(<"$there/seen")" = token: ]
	[ "$(bodies)" = "$(jq -Rsc . build/prod/cost-HEAD.md)" ]
	[[ $(bodies) == *'| web | EUR | 19.47 | 25.46 | +5.99 |'*'hcloud_server.this[2] | created |'* ]]
	printf '%s\n' 'budgets:' '  units: {web: {EUR: {increase: 5}}}' >>inventory/envs/prod.yml
	run make cost-comment ENV=prod UNIT=web COMPARE=HEAD PR=12
	[ "$(tail -n 1 <<<"$output")" = "$where: comment updated" ]
	[[ $(bodies) == *'5.99 EUR a month more is over the ceiling of 5.00 EUR more'* ]]
	run make cost-comment ENV=prod UNIT=web COMPARE=nowhere PR=12
	[[ $status -ne 0 && $output == *'unknown revision "nowhere" (COMPARE)'* ]]
	sent GET POST GET PATCH
}
