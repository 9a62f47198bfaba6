#!/usr/bin/env bats
# Drift: the real provider against an in-memory API where things change behind Terraform's back; what cannot be read;
# what is told of it.

# shellcheck disable=SC2030,SC2031 # each test is a subshell, and meant to be

load setup
load graph
load hetzner

setup() { :; }
teardown() { [ -z "${api-}" ] || kill "$api" 2>/dev/null || true; }

# applied: the example's dev, mgmt with a volume, applied to an API that has nothing else.
applied() {
	example
	sed -i '0,/servers: 1/s//servers: 1\n    volume_size: 10/' inventory/envs/dev.yml
	start_api
	make -j2 apply ENV=dev YES=1 >"$BATS_TEST_TMPDIR/applied" 2>&1 || { cat "$BATS_TEST_TMPDIR/applied"; return 1; }
}

# ask METHOD PATH [JSON]: past Terraform.
ask() { curl -fsS -X "$1" -H "Authorization: Bearer $HCLOUD_TOKEN" -H 'Content-Type: application/json' ${3:+-d "$3"} "$HCLOUD_ENDPOINT/$2"; }

# id_of KIND NAME
id_of() { ask GET "$1?name=$2" | jq ".$1[0].id"; }

# drift STATUS LINE… [-- ARGUMENT…]: make drift of dev ends with STATUS and prints these lines, whatever else make says.
drift() {
	local expected=$1 wanted=() words
	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do wanted+=("$1"); shift; done
	run make -j2 drift ENV=dev "${@:2}"
	words=$(grep -vE '^  [A-Z]+ |^make|^drift-gate' <<<"$output")
	[ "$status" = "$expected" ] && [ "$words" = "$(printf '%s\n' "${wanted[@]}")" ] && return
	printf 'expected %s and\n%s\ngot %s and\n%s\n' "$expected" "$(printf '%s\n' "${wanted[@]}")" "$status" "$output"
	return 1
}

well_formed() { python3 -c 'import sys, xml.dom.minidom as d; d.parse(sys.argv[1])' "$1"; }

@test "what nobody touched has no drift, 20 times over" {
	applied
	for _ in {1..20}; do
		drift 0 'mgmt: no drift' 'web: no drift' 'dev: 2 units, 0 drifted, 0 unknown'
		[ -e "$BATS_TEST_TMPDIR/first.md" ] || cp build/dev/drift.md "$BATS_TEST_TMPDIR/first.md"
		cmp build/dev/drift.md "$BATS_TEST_TMPDIR/first.md"
	done
	# A server that joined them is in no way somebody's change, but it is not hidden.
	jq -e '.units[0].unmanaged | any(.type == "hcloud_firewall" and .attribute == "apply_to")' build/dev/drift.json
	well_formed build/dev/drift.xml
	[ "$(jq -c . state/dev/drift-history.json)" = '{"schema":1,"applied":["mgmt","web"],"drifts":[]}' ]
	make plan ENV=dev
	make -q plan ENV=dev
}

@test "a renamed server, a deleted volume and an opened port are found, nothing else is, and apply puts them back" {
	applied
	make -s drift ENV=dev >/dev/null
	ask PUT "servers/$(id_of servers example-dev-mgmt-1)" '{"name": "renamed"}' >/dev/null
	volume=$(id_of volumes example-dev-mgmt-data-1)
	ask POST "volumes/$volume/actions/detach" '{}' >/dev/null
	ask DELETE "volumes/$volume"
	firewall=$(id_of firewalls example-dev-web)
	rules=$(ask GET "firewalls/$firewall" | jq -c '{rules: (.firewall.rules + [{direction: "in", protocol: "tcp", port: "8080", source_ips: ["0.0.0.0/0"]}])}')
	ask POST "firewalls/$firewall/actions/set_rules" "$rules" >/dev/null

	found=('mgmt: drift: 1 changed outside, 2 deleted outside' 'web: drift: 1 changed outside' 'dev: 2 units, 2 drifted, 0 unknown')
	drift 2 "${found[@]}"
	[[ "$output" == *'drift-gate: the whole report is in build/dev/drift.md'* ]]
	[ "$(jq -c '[.units[].resources[] | [.what, .address, [.attributes[].attribute]]]' build/dev/drift.json)" = "$(jq -nc '[
		["changed", "module.compute.hcloud_server.this[0]", ["name"]],
		["deleted", "module.storage.hcloud_volume.this[\"data-1\"]", []],
		["deleted", "module.storage.hcloud_volume_attachment.this[\"data-1\"]", []],
		["changed", "module.firewall.hcloud_firewall.this", ["rule"]]]')" ]
	[ "$(jq -c '[.units[].code[]]' build/dev/drift.json)" = '[]' ]
	jq -e '.schema == 1 and .status == "drift"' build/dev/drift.json
	jq -e '.schema == 1 and .kind == "terraform" and .status == "drift" and .resources[0].attributes[0].before == "example-dev-mgmt-1"' build/dev/mgmt/drift.json
	today=$(date -u +%F)
	grep -qF "changed outside, since $today: module.compute.hcloud_server.this[0]" build/dev/mgmt/drift.md
	grep -qF 'name: &quot;example-dev-mgmt-1&quot; -&gt; &quot;renamed&quot;' build/dev/drift.md
	# Of the set only what came: no line says that something went.
	[ "$(grep -c '^      [+-] ' build/dev/web/drift.md)" = 1 ]
	grep -q '^      + .*8080' build/dev/web/drift.md
	# shellcheck disable=SC2016 # Markdown's backquotes
	grep -qF 'Put it back: `make apply ENV=dev UNIT=web`' build/dev/web/drift.md
	well_formed build/dev/drift.xml
	grep -qF '<testsuite name="drift of dev" tests="2" failures="2" errors="0" skipped="0">' build/dev/drift.xml

	# The same again is the same report; a drift seen before keeps its date.
	cp build/dev/drift.md "$BATS_TEST_TMPDIR/before.md"
	drift 2 "${found[@]}"
	cmp build/dev/drift.md "$BATS_TEST_TMPDIR/before.md"
	[ "$(stat -c %a state/dev/drift-history.json)" = 600 ]
	sed -i '0,/"since": "[^"]*"/s//"since": "2026-01-02T03:04:05Z"/' state/dev/drift-history.json
	rm -r build/dev
	drift 2 "${found[@]}"
	grep -qF 'changed outside, since 2026-01-02: module.compute.hcloud_server.this[0]' build/dev/drift.md
	grep -q "deleted outside, since $today" build/dev/drift.md

	# One unit alone leaves the other's report and history as they are.
	drift 2 'web: drift: 1 changed outside' 'dev: 1 unit, 1 drifted, 0 unknown' -- UNIT=web
	[ "$(jq '.counts.units' build/dev/drift-web.json build/dev/drift.json | paste -sd ' ')" = '1 2' ]
	[ "$(jq -r '.drifts[0].since' state/dev/drift-history.json)" = 2026-01-02T03:04:05Z ]

	# What the inventory ignores, and patterns that do nothing.
	cat >>inventory/product.yml <<-'YAML'

		drift:
		  ignore:
		    - {unit: mgmt, resource: 'module.compute.hcloud_server.this[*]', attribute: name, reason: named by hand}
		    - {resource: 'module.compute.*', attribute: nam, reason: misspelt}
		    - {unit: wbe, resource: '*', attribute: rule, reason: misspelt}
		    - {unit: web, resource: '*', attribute: labels.unit, reason: it could drift}
		    - {unit: mgmt, resource: '*data-1*', attribute: '*', reason: a deleted one is never ignored}
	YAML
	drift 2 'mgmt: drift: 2 deleted outside, 1 ignored' 'web: drift: 1 changed outside' \
		'warning: drift.ignore: module.compute.* nam: nothing matches' 'warning: drift.ignore: * rule: there is no unit wbe' \
		'dev: 2 units, 2 drifted, 0 unknown'
	grep -qF 'ignored (named by hand): module.compute.hcloud_server.this[0]' build/dev/drift.md

	make -j2 apply ENV=dev YES=1 >"$BATS_TEST_TMPDIR/applied" 2>&1
	sed -i '/^drift:/,$d' inventory/product.yml
	drift 0 'mgmt: no drift' 'web: no drift' 'dev: 2 units, 0 drifted, 0 unknown'
	[ "$(jq -c .drifts state/dev/drift-history.json)" = '[]' ]
	[ "$(id_of servers renamed)" = null ]

	# New code is no drift.
	sed -i '/^  web:/,$ s/servers: 1/servers: 2/' inventory/envs/dev.yml
	drift 0 'mgmt: no drift' 'web: no drift; 1 change of the code not applied' 'dev: 2 units, 0 drifted, 0 unknown'
	grep -qF 'new in code: module.compute.hcloud_server.this[1]' build/dev/drift.md
}

@test "an API that is gone, and a placeholder for its credential: unknown, and what was known is not forgotten" {
	applied
	ask PUT "servers/$(id_of servers example-dev-web-1)" '{"name": "renamed"}' >/dev/null
	drift 2 'mgmt: no drift' 'web: drift: 1 changed outside' 'dev: 2 units, 1 drifted, 0 unknown'
	history=$(cat state/dev/drift-history.json)

	# The token is for the reading alone.
	# shellcheck disable=SC2016 # the script's own
	printf '#!/bin/sh\necho "$1 ${HCLOUD_TOKEN:+token}" >>%q\nexec %q "$@"\n' "$BATS_TEST_TMPDIR/spied" "$(readlink -f build/toolchain/bin/terraform)" >spy
	chmod +x spy
	TF=$PWD/spy run make -j2 drift ENV=dev
	[ "$status" = 2 ]
	[ "$(grep -v version "$BATS_TEST_TMPDIR/spied" | sort -u)" = $'init \noutput \nplan token\nshow ' ]

	HCLOUD_TOKEN='' run make drift ENV=dev
	[ "$status" = 2 ]
	[[ "$output" == *'web: unknown: vault-fetch: HCLOUD_TOKEN: only a placeholder is there'*'dev: 2 units, 0 drifted, 2 unknown'* ]]
	jq -e '.status == "unknown" and (.reason | test("placeholder"))' build/dev/web/drift.json

	kill "$api"
	wait "$api" || true
	unset api
	run make -j2 drift ENV=dev
	[ "$status" = 2 ]
	[[ "$output" == *'mgmt: unknown: '*'connection refused'*$'\n''web: unknown: '*'connection refused'*$'\n''dev: 2 units, 0 drifted, 2 unknown'* ]]
	[ "$(cat state/dev/drift-history.json)" = "$history" ]
	well_formed build/dev/drift.xml
	[ "$(grep -c '<error message="unknown: ' build/dev/drift.xml)" = 2 ]
}

# As long as $BUSY has a number above 0, Terraform's plans find that state was changed while they were made.
busy_program() {
	# shellcheck disable=SC2016 # the script's own
	printf '#!/bin/sh\n%s "$@" || exit\n%s\n' "$(readlink -f build/toolchain/bin/terraform)" \
		'[ "$1" != plan ] || { n=$(cat "$BUSY"); echo "$n" >>"$BUSY.said"; [ "$n" = 0 ] || { echo $((n - 1)) >"$BUSY"; echo >>"$STATE_FILE"; }; }' >busy
	chmod +x busy
	export TF=$PWD/busy BUSY=$BATS_TEST_TMPDIR/number STATE_FILE=$PWD/state/prod/one.tfstate
}

@test "state that changed meanwhile is read again, three times at most; nobody's lock is in the way" {
	product
	make apply ENV=prod YES=1
	busy_program
	echo 2 >"$BUSY"
	run make drift ENV=prod UNIT=one
	[ "$status" = 0 ]
	[[ "$output" == *'one: no drift'*'prod: 1 unit, 0 drifted, 0 unknown' ]]
	[ "$(paste -sd ' ' "$BUSY.said")" = '2 1 0' ]

	echo 3 >"$BUSY"
	run make drift ENV=prod UNIT=one
	[ "$status" = 2 ]
	[[ "$output" == *'one: unknown: its state changed during each of three readings'*'prod: 1 unit, 0 drifted, 1 unknown'* ]]

	echo 0 >"$BUSY"
	python3 -c 'import fcntl, subprocess, sys
f = open("state/prod/one.tfstate", "r+"); fcntl.lockf(f, fcntl.LOCK_EX)
sys.exit(subprocess.run(["make", "drift", "ENV=prod", "UNIT=one"]).returncode)'
}

# drift_of_prod STATUS TEXT: make drift of prod ends with STATUS, and what it says has TEXT in it, a pattern.
drift_of_prod() {
	run make -j2 drift ENV=prod
	# shellcheck disable=SC2053 # TEXT is a pattern
	[[ $status == "$1" && $output == *$2* ]] && return
	printf 'expected %s and %s\ngot %s and\n%s\n' "$1" "$2" "$status" "$output"
	return 1
}

@test "where no state is found at all, or one is gone that was there, nothing is known; what is destroyed has no drift" {
	product
	drift_of_prod 2 $'one: not applied\ntwo: not applied\nthree: not applied\nunknown: nothing was read: no unit has a state where it is looked for\nprod: 3 units, 0 drifted, 0 unknown, 3 not applied'
	[ ! -e state ]
	[ "$(jq -r .status build/prod/drift.json)" = unknown ]
	well_formed build/prod/drift.xml
	grep -qF 'tests="4" failures="0" errors="1" skipped="3"' build/prod/drift.xml
	grep -qF -- '- Unknown: nothing was read' build/prod/drift.md

	# A job of CI has a fresh clone: state that is local is not in it.
	export CI=true
	drift_of_prod 2 $'one: unknown: its state is local and this job has none\n*prod: 3 units, 0 drifted, 3 unknown'
	unset CI
	make apply ENV=prod UNIT=one YES=1
	drift_of_prod 0 $'one: no drift\ntwo: not applied\nthree: not applied\nprod: 3 units, 0 drifted, 0 unknown, 2 not applied'
	CI=true run make drift ENV=prod UNIT=one
	[ "$status" = 0 ]

	# Known from the history, which the next reading does not forget.
	mv state/prod/one.tfstate kept
	for _ in 1 2; do
		drift_of_prod 2 $'one: unknown: its state is gone; by state/prod/drift-history.json it was applied\ntwo: not applied\n'
	done
	mv kept state/prod/one.tfstate
	make destroy ENV=prod UNIT=one YES=1
	drift_of_prod 0 $'one: not applied\ntwo: not applied\nthree: not applied\nprod: 3 units, 0 drifted, 0 unknown, 3 not applied'
	[ "$(jq -c .applied state/prod/drift-history.json)" = '[]' ]
}

@test "a unit that cannot be initialised is unknown, the others are read, and no report outlives the next run" {
	product
	make apply ENV=prod YES=1
	drift_of_prod 0 'prod: 3 units, 0 drifted, 0 unknown'
	cp -r stacks kept
	printf '\nmodule "gone" {\n  source = "./gone"\n}\n' >>stacks/app/main.tf
	drift_of_prod 2 $'one: no drift\ntwo: unknown: Unreadable module directory\nthree: unknown: Unreadable module directory\nprod: 3 units, 0 drifted, 2 unknown'
	[ "$(jq -c '[.units[].status]' build/prod/drift.json)" = '["none","unknown","unknown"]' ]
	grep -q 'Unreadable module directory' build/prod/two/drift.log
	rm -r stacks && mv kept stacks
	drift_of_prod 0 'prod: 3 units, 0 drifted, 0 unknown'

	# Nothing is changed by asking; what ends before there is a unit leaves no report.
	make -n drift ENV=prod >/dev/null
	run make -q drift ENV=prod
	[ -e build/prod/drift.xml ]
	echo 'units: [' >>inventory/envs/prod.yml
	run make drift ENV=prod
	[ "$status" = 2 ]
	run ls build/prod/drift.{json,md,xml} build/prod/one/drift.{json,md}
	[[ $output != *build/prod/drift.json$'\n'* && $(grep -c 'No such file' <<<"$output") = 5 ]]
}

@test "stand-in outputs, lost state and a plan of another format are no reading" {
	product
	make apply ENV=prod YES=1
	rm state/prod/one.tfstate
	echo '{' >state/prod/three.tfstate
	run make drift ENV=prod
	[ "$status" = 2 ]
	[[ "$output" == *$'one: not applied\ntwo: unknown: it would be read with stand-in outputs of one, which gave none\nthree: unknown: '*$'\nprod: 3 units, 0 drifted, 2 unknown, 1 not applied'* ]]
	grep -q '<skipped' build/prod/drift.xml
}

# classify FILE: what is said of the plan in FILE: drift.json, with no Terraform.
classify() {
	mkdir -p build/dev/u state
	echo '{"resources": [{"mode": "managed", "instances": [{}]}]}' >state/u.tfstate
	printf '#!/bin/sh\ncat %q\n' "$1" >terraform
	chmod +x terraform
	: >build/dev/u/drift.tfplan
	printf 'resource "thing" "%s" {\n}\n' unknown >build/dev/u/main.tf
	[ ! -e code.tf ] || cp code.tf build/dev/u
	echo '[]' >ignore
	TF_PROGRAM=$PWD/terraform "$ROOT/mk/bin/drift-classify" dev build/dev/u state/u.tfstate ignore history
	"$ROOT/mk/bin/drift-gather" dev build/dev/drift.json ignore history /dev/null u build/dev/u/drift.json
	"$ROOT/mk/bin/drift-report" markdown build/dev/drift.json >drift.md
	"$ROOT/mk/bin/drift-report" junit build/dev/drift.json >drift.xml
}

@test "what counts: what the plan would change back; secrets are never told, whichever mark they have" {
	cd "$BATS_TEST_TMPDIR"
	classify "$ROOT/tests/fixtures/drift/plan.json"
	run grep -r canary build history drift.md drift.xml
	[ "$status" = 1 ]
	[ ! -e build/dev/u/drift.tfplan ]
	[ "$(jq -c '.resources[] | [.what, .address, [.attributes[].attribute]]' build/dev/u/drift.json)" = "$(jq -nc '
		["changed", "module.a[\"x.y]\"].thing.unknown[0]", ["set"]],
		["changed", "thing.both", ["labels.a"]],
		["deleted", "thing.gone", []],
		["changed", "thing.hostile", ["text"]],
		["changed", "thing.long", ["*"]],
		["changed", "thing.secret", ["nested", "password", "size", "tokens"]]')" ]
	[ "$(jq -c '[.unmanaged[] | [.address, .attribute]]' build/dev/u/drift.json)" = '[["module.a[\"x.y]\"].thing.unknown[0]","computed"],["thing.old","size"],["thing.settled","size"]]' ]
	[ "$(jq -r '.code[] | "\(.what) \(.address)"' build/dev/u/drift.json | paste -sd ' ')" = \
		'changed thing.both new thing.new removed thing.old follows thing.follower replaced thing.tainted' ]
	grep -qF 'password: sensitive, not shown' drift.md
	# Hostile text ends neither the block nor the element.
	[ "$(grep -c '</pre>' drift.md)" = 1 ]
	well_formed drift.xml
	[ "$(python3 -c 'import xml.etree.ElementTree as e; t = e.parse("drift.xml"); print(len(t.findall(".//testcase")), len(t.findall(".//failure")), len(t.findall(".//b")))')" = '1 1 0' ]
}

@test "what a plan does not know: dynamic blocks are code, parts of a list are not" {
	cd "$BATS_TEST_TMPDIR"
	cat >code.tf <<-'TF'
		resource "thing" "ports" {
		  text = <<TEXT
		import os
		TEXT
		  dynamic "rule" {
		    for_each = var.ports
		    content {}
		  }
		}

		output "unrelated" {}

		resource "thing" "replaced"{
		}
		resource "thing" "moved" {}
		resource "thing" "sorted" {}
		resource "thing" "refers" {
		  dynamic "net" {
		    content {
		      ref = other.thing.id
		    }
		  }
		}
		resource "thing" "added" {}
	TF
	jq -n 'def thing($name; $before; $after; $actions; $planned; $unknown):
			{ address: "thing.\($name)", mode: "managed", type: "thing", $name } as $thing
			| { drift: ($thing + { change: { actions: ["update"], $before, $after, before_sensitive: {}, after_sensitive: {} } }),
				change: ($thing + { change: { $actions, before: $after, after: $planned, after_unknown: $unknown, before_sensitive: {}, after_sensitive: {} } }) };
		["delete", "create"] as $replace
		| [ thing("ports"; { rule: [1], ids: [1] }; { rule: [1, 8080], ids: [1, 2] }; ["update"]; {}; { rule: true, ids: true }),
			thing("replaced"; { net: [{ ip: 1, mac: "a" }] }; { net: [{ ip: 1, mac: "b" }] }; $replace; { net: [{ ip: 1 }] }; { net: [{ mac: true }] }),
			thing("moved"; { net: [{ ip: 1, mac: "a" }] }; { net: [{ ip: 2, mac: "b" }] }; $replace; { net: [{ ip: 1 }] }; { net: [{ mac: true }] }),
			thing("sorted"; { net: [{ ip: 1, mac: "a" }, { ip: 2, mac: "a" }] }; { net: [{ ip: 1, mac: "b" }, { ip: 2, mac: "a" }] }; $replace;
				{ net: [{ ip: 2 }, { ip: 1 }] }; { net: [{ mac: true }, { mac: true }] }),
			thing("refers"; { net: [{ ref: 1, mac: "a" }] }; { net: [{ ref: 2, mac: "a" }] }; ["update"]; { net: [{}] }; { net: [{ ref: true, mac: true }] }),
			thing("added"; { net: [{ ip: 1, mac: "a" }] }; { net: [{ ip: 1, mac: "a" }, { ip: 3, mac: "c" }] }; $replace;
				{ net: [{ ip: 1 }] }; { net: [{ mac: true }] }),
			thing("elsewhere"; { list: [1], text: "a" }; { list: [2], text: "b" }; $replace; {}; { list: true, text: true }) ]
		| { format_version: "1.2", complete: true, resource_drift: map(.drift), resource_changes: map(.change), configuration: { root_module: {} } }' >plan.json
	classify "$PWD/plan.json"
	[ "$(jq -c '[.resources[] | "\(.address) \(.attributes[].attribute)"]' build/dev/u/drift.json)" = \
		'["thing.added net","thing.elsewhere list","thing.moved net","thing.ports rule","thing.refers net"]' ]
	[ "$(jq -c '[.unmanaged[] | "\(.address) \(.attribute)"]' build/dev/u/drift.json)" = \
		'["thing.elsewhere text","thing.ports ids","thing.replaced net","thing.sorted net"]' ]
}

@test "a plan of another format, or one that is not whole, is unknown" {
	cd "$BATS_TEST_TMPDIR"
	jq '.format_version = "2.0"' "$ROOT/tests/fixtures/drift/plan.json" >plan.json
	classify "$PWD/plan.json"
	[ "$(jq -r '"\(.status): \(.reason)"' build/dev/u/drift.json)" = 'unknown: its plan cannot be read: a plan of format 2.0: 1.x is known' ]
	jq '.errored = true' "$ROOT/tests/fixtures/drift/plan.json" >plan.json
	classify "$PWD/plan.json"
	[ "$(jq -r .status build/dev/u/drift.json)" = unknown ]
	# Terraform put something off.
	jq '.complete = false | .deferred_changes = [{reason: "instance_count_unknown"}]' "$ROOT/tests/fixtures/drift/plan.json" >plan.json
	classify "$PWD/plan.json"
	[ "$(jq -r '"\(.status): \(.reason)"' build/dev/u/drift.json)" = 'unknown: its plan cannot be read: the plan is not whole' ]
	head -c 500 "$ROOT/tests/fixtures/drift/plan.json" >plan.json
	classify "$PWD/plan.json"
	[ "$(jq -r .status build/dev/u/drift.json)" = unknown ]
	[ ! -e history ]
}

@test "a report of very much stays within the size of a comment, and says what it leaves out" {
	cd "$BATS_TEST_TMPDIR"
	jq '.resource_drift = [range(2000) as $n | .resource_drift[-1] | .address += "[\($n)]"]' "$ROOT/tests/fixtures/drift/plan.json" >plan.json
	classify "$PWD/plan.json"
	[ "$(jq '.resources | length' build/dev/u/drift.json)" = 2000 ]
	[ "$(wc -m <drift.md)" -le 65536 ]
	[ "$(wc -m <drift.md)" -ge 50000 ]
	grep -qE '^\.\.\. and [0-9]+ more lines, in build/dev/drift.json$' drift.md
	[ "$(tail -n 1 drift.md)" = '</details>' ] || [ -z "$(tail -n 1 drift.md)" ]
	jq '.units = [range(900) as $n | .units[0] | .unit += "-\($n)" | .resources |= .[:3]]' build/dev/drift.json >many.json
	"$ROOT/mk/bin/drift-report" markdown many.json >many.md
	[ "$(wc -m <many.md)" -le 65536 ]
	[ "$(grep -c '^<details>' many.md)" = "$(grep -c '^</details>' many.md)" ]
	grep -qE '^\.\.\. and [0-9]+ more units, in many.json$' many.md
	jq '.units = [range(3000) as $n | {unit: "u\($n)", status: "not-applied", resources: [], ignored: [], unmanaged: [], code: []}]
		| .warnings = [range(300) | "nothing matches this"]' build/dev/drift.json >idle.json
	"$ROOT/mk/bin/drift-report" markdown idle.json >idle.md
	[ "$(wc -m <idle.md)" -le 10000 ]
}
