#!/usr/bin/env bats
# make cost: reports as files, budgets from the inventory, Infracost where there is one.

load setup
load graph

setup() { product "$BATS_TEST_TMPDIR/product" "$ROOT"; }

sums='prod                                                              before        after      a month
  web                                                  EUR          0.00        19.47       +19.47'

@test "the sums of a unit, its reports, and nothing to do the second time" {
	run make cost ENV=prod UNIT=web
	[ "$status" -eq 0 ]
	[[ $output == *"$sums" ]]
	[ "$(jq -r '.totals[] | "\(.currency) \(.after)"' build/prod/web/cost.json)" = 'EUR 19.47' ]
	[ "$(head -n 1 build/prod/web/cost.md)" = '<!-- cost-gate: prod -->' ]
	for report in build/prod/{web/cost,cost-web}.json; do "$YAML_TO_TFVARS" -s stacks/cost-report.schema.json -o /dev/null "$report"; done
	[ -s build/prod/cost-web.md ] && [ -s build/prod/cost-web.txt ] && [ ! -e build/prod/cost.json ]
	before=$(snapshot)
	run make cost ENV=prod UNIT=web
	[ "$output" = "$sums" ]
	run make -q cost ENV=prod UNIT=web SHELL=/nonexistent
	[ "$status" -eq 0 ]
	[ "$(snapshot)" = "$before" ]
}

@test "over budget it fails with the ceiling, the reports are there, and nothing is planned again" {
	make cost ENV=prod UNIT=web
	printf '%s\n' 'budgets:' '  environment: {EUR: {monthly: 1}}' '  units:' '    web:' '      EUR: {monthly: 19}' >>inventory/envs/prod.yml
	run replanned make cost ENV=prod UNIT=web
	[ "$status" -ne 0 ]
	[[ $output == *'*** over budget: prod/web: 19.47 EUR a month is over the ceiling of 19.00 EUR; see build/prod/cost-web.md.  Stop.'* ]]
	[[ $output != *' PLAN '* ]]
	grep -qF 'Over budget:** prod/web: 19.47 EUR' build/prod/cost-web.md
	[ "$(jq .within_budget build/prod/cost-web.json)" = false ]
	sed -i 's/monthly: 19}/monthly: 19.47}/' inventory/envs/prod.yml
	run make cost ENV=prod UNIT=web
	[ "$status" -eq 0 ]
}

@test "another price makes the reports anew, and so does another day, but no plan" {
	make cost ENV=prod UNIT=web
	sed -i 's/"lb11": "7.49"/"lb11": "8.49"/' stacks/prices/hetzner.json
	[ -z "$(replanned make cost ENV=prod UNIT=web)" ]
	[ "$(jq -r '.totals[].after' build/prod/web/cost.json)" = 20.47 ]
	echo 2020-01-01 >build/prod/.today
	make cost ENV=prod UNIT=web
	[ "$(jq -r .date build/prod/web/cost.json)" = "$(date -u +%F)" ]
}

@test "what has no amount is on the terminal: in the sums, and as a warning beside a ceiling" {
	printf '%s\n' 'budgets:' '  units: {web: {EUR: {monthly: 19}}}' >>inventory/envs/prod.yml
	sed -i '/"lb11": "7.49"/d' stacks/prices/hetzner.json
	run make cost ENV=prod UNIT=web
	[ "$status" -eq 0 ]
	[[ $output == *"  web                                                  EUR          0.00        11.98       +11.98  + 1 without a price
Warnings:
  prod/web: 1 item has no amount; the ceilings were held against the rest" ]]
	sed -i 's/monthly: 19}/&, unpriced: fail/' inventory/envs/prod.yml
	run make cost ENV=prod UNIT=web
	[[ $status -ne 0 && $output == *'*** over budget: prod/web: 1 item has no amount, which its budget does not allow; see build/prod/cost-web.md.  Stop.'* ]]
}

@test "a budget that is misspelt is refused by the schema, and reports stay" {
	make cost ENV=prod UNIT=web
	printf '%s\n' 'budgets:' '  environment: {EUR: {montly: 1}}' >>inventory/envs/prod.yml
	run make cost ENV=prod UNIT=web
	[ "$status" -ne 0 ]
	[[ $output == *'unknown key "montly"; did you mean "monthly"?'* ]]
	[ -s build/prod/web/cost.json ]
}

@test "Infracost: its report beside the plan, and when it fails a line, and the price books alone" {
	mkdir unit
	echo '{}' >unit/plan.json
	# shellcheck disable=SC2016 # the stand-in's own
	printf '%s\n' '#!/bin/sh' 'for last; do :; done' 'echo "$*" >unit/called' 'echo "{}" >"$last"' >infracost
	chmod +x infracost
	prints '' mk/bin/infracost unit ./infracost
	[ "$(<unit/infracost.json)" = '{}' ]
	[ "$(<unit/called)" = 'breakdown --no-color --path unit/plan.json --format json --out-file unit/infracost.json.new' ]
	printf '%s\n' '#!/bin/sh' 'echo; echo "Error: no INFRACOST_API_KEY"; exit 1' >infracost
	prints '           unit: infracost failed, the price books alone count: Error: no INFRACOST_API_KEY' mk/bin/infracost unit ./infracost
	[ -e unit/infracost.json ] && [ ! -s unit/infracost.json ]
	[ "$(<unit/infracost.failed)" = 'unit: infracost failed, the price books alone count: Error: no INFRACOST_API_KEY' ]
}

# with_infracost COMMAND…: make cost of web with a stand-in for Infracost on PATH, which wants a key and counts its calls. It is
# asked of Hetzner's units, too: they can be planned here.
with_infracost() {
	mkdir -p path
	# shellcheck disable=SC2016 # the stand-in's own
	printf '%s\n' '#!/bin/sh' 'for last; do :; done' 'echo >>calls' '[ -n "$INFRACOST_API_KEY" ] || { echo "Error: no key"; exit 1; }' \
		'echo "{\"version\": \"0.2\", \"currency\": \"USD\", \"projects\": []}" >"$last"' >path/infracost
	chmod +x path/infracost
	PATH=$PWD/path:$PATH make cost ENV=prod UNIT=web infracost_clouds=hetzner "$@"
}

# warnings_of FILE
warnings_of() { jq -r '.warnings[]' "$1"; }

@test "a failure of Infracost is in every report, and no answer to keep; its prices are asked for anew another day" {
	failure='web: infracost failed, the price books alone count: Error: no key'
	run with_infracost
	[[ $status == 0 && $output == *"  PRICE    prod/web"*"$sums"*"  $failure" ]]
	for report in build/prod/{web/cost,cost-web}.json; do warnings_of "$report" | grep -qxF "$failure"; done
	grep -qF "$failure" build/prod/cost-web.md
	run with_infracost
	[[ $output == *"$failure"* && $(wc -l <calls) == 2 ]]
	export INFRACOST_API_KEY=key
	run with_infracost
	[[ $status == 0 && $output != *"$failure"* && $(wc -l <calls) == 3 ]]
	[ -z "$(warnings_of build/prod/cost-web.json)" ]
	with_infracost -q SHELL=/nonexistent
	echo 2020-01-01 >build/prod/.today
	touch -d '1 minute ago' build/prod/web/infracost.json
	with_infracost
	[ "$(wc -l <calls)" = 4 ]
	# Where it is gone, what it once said does not count.
	echo 'no JSON' >build/prod/web/infracost.json
	make cost ENV=prod UNIT=web
}

@test "a unit that left the inventory with its state is said not to be counted" {
	mkdir -p state/prod
	echo '{"version": 4, "resources": [{"mode": "managed", "type": "hcloud_server", "instances": [{}]}]}' >state/prod/old.tfstate
	orphan='old: left the inventory with 1 resource in state, whose cost is not counted; make destroy ENV=prod UNIT=old'
	run make cost ENV=prod
	[[ $status == 0 && $output == *$'\n'"  $orphan"* ]]
	[ "$(warnings_of build/prod/cost.json)" = "$orphan" ]
	grep -qF 'old: left the inventory' build/prod/cost.md
	make -q cost ENV=prod SHELL=/nonexistent
	make cost ENV=prod UNIT=web
	[ -z "$(warnings_of build/prod/cost-web.json)" ]
	rm state/prod/old.tfstate
	make cost ENV=prod
	[ -z "$(warnings_of build/prod/cost.json)" ]
}

@test "how old a price may be, the inventory says" {
	make cost ENV=prod UNIT=web
	[ -z "$(warnings_of build/prod/cost-web.json)" ]
	sed -i 's/"date": "[0-9-]*"/"date": "'"$(date -u -d '40 days ago' +%F)"'"/' stacks/prices/hetzner.json
	make cost ENV=prod UNIT=web
	[ -z "$(warnings_of build/prod/cost-web.json)" ]
	printf '%s\n' 'prices: {max_age_days: 30}' >>inventory/envs/prod.yml
	make cost ENV=prod UNIT=web
	warnings_of build/prod/cost-web.json | grep -q 'more than 30 days ago'
	sed -i 's/max_age_days: 30/max_age_days: 0/' inventory/envs/prod.yml
	run make cost ENV=prod UNIT=web
	[[ $status == 2 && $output == *max_age_days* ]]
}

@test "beside another revision: what a change costs, with budgets for that" {
	committed
	sed -i 's/    servers: 2 /    servers: 3 /' inventory/envs/prod.yml
	run make cost ENV=prod UNIT=web COMPARE=HEAD
	[ "$status" -eq 0 ]
	[[ $output == *$'\n  web                                                  EUR         19.47        25.46        +5.99' ]]
	grep -qF '| web | module.compute.hcloud_server.this[2] | created |' build/prod/cost-HEAD.md
	printf '%s\n' 'budgets:' '  units:' '    web:' '      EUR: {increase: 5}' >>inventory/envs/prod.yml
	run make cost ENV=prod UNIT=web COMPARE=HEAD
	[[ $status -ne 0 && $output == *'*** over budget: prod/web: 5.99 EUR a month more is over the ceiling of 5.00 EUR more; see build/prod/cost-HEAD.md.  Stop.'* ]]
	run make cost ENV=prod UNIT=web COMPARE=nowhere
	[[ $status -ne 0 && $output == *'unknown revision "nowhere" (COMPARE)'* ]]
}

@test "the comment's report draws the history of the whole environment, and leaves it alone" {
	sed -i '/^  vpn:/,$d' inventory/envs/prod.yml
	committed
	mkdir -p state/prod
	make cost ENV=prod
	history=state/prod/cost-history.json
	sed -i 's/"date": *"[0-9-]*"/"date": "2026-01-02"/' "$history"
	cp "$history" kept
	sed -i 's/    servers: 2 /    servers: 3 /' inventory/envs/prod.yml
	make cost ENV=prod COMPARE=HEAD
	grep -q xychart build/prod/cost-HEAD.md
	grep -q 01-02 build/prod/cost-HEAD.md
	cmp "$history" kept
	# Of some units it would not be that of the environment.
	make cost ENV=prod UNIT=web COMPARE=HEAD
	run grep -q 01-02 build/prod/cost-HEAD.md
	[ "$status" -eq 1 ]
}

@test "beside a revision that does not have the environment, or has no unit at all, all is created" {
	created=$'\n  web                                                  EUR          0.00        19.47       +19.47'
	mv inventory/envs/prod.yml kept.yml
	committed
	mv kept.yml inventory/envs/prod.yml
	run make cost ENV=prod UNIT=web COMPARE=HEAD
	[[ $status == 0 && $output == *"$created" ]]
	cp -r inventory kept
	for file in inventory/{product,envs/prod}.yml; do
		sed -i '/^units:/,$d' "$file"
		echo 'units: {}' >>"$file"
	done
	git add -A
	git -c user.name=t -c user.email=t@t.invalid commit -qm two
	rm -r inventory && mv kept inventory
	here=build/compare/$(git rev-parse HEAD)
	# shellcheck disable=SC2154 # of committed
	mkdir -p "$here" && git archive HEAD . | tar -x -C "$here" && cp -a "$there/build" "$here"
	run make cost ENV=prod UNIT=web COMPARE=HEAD
	[[ $status == 0 && $output == *"$created" ]]
}
