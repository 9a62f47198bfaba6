#!/usr/bin/env bats
# The reports: for a terminal, for a pull or merge request, for programs; and the history.

# shellcheck disable=SC2016,SC2154 # backticks are Mermaid's; cost.bash sets the actions of changes, and bats what it ran

load setup
load cost

gate() { cost-gate -e prod --prices "$ROOT/stacks/prices" "$@"; }

units() {
	{
		hetzner hcloud_server.this "$update" "$(server)" "$(server cx43)"
		hetzner 'hcloud_volume.this["a|b"]' "$same" '{"size": 10, "location": "fsn1"}' '{"size": 10, "location": "fsn1"}'
		hetzner hcloud_rdns.this "$create" null '{}'
	} | plan web
	hetzner hcloud_server.this "$create" null "$(server cx33)" | plan mgmt
}

@test "the table: units, resources, their components with quantity, price and source" {
	units
	gate {mgmt,web}/plan.json >report
	[ "$(head -n 4 report)" = 'prod                                                              before        after      a month
  mgmt                                                 EUR          0.00         8.49        +8.49
  web                                                  EUR          6.06        16.56       +10.50  + 1 without a price
  all units                                            EUR          6.06        25.05       +18.99  + 1 without a price' ]
	grep -qF '      Volume: 10 GB-month at 0.0572, 0.57 EUR (hetzner: GET /v1/pricing (github.com/devantler-tech/platform cb791c6f), 2026-05-27)' report
	grep -qxF 'Known after apply, not in the sums:' report
	grep -qxF '  none' report
}

@test "JSON: exact amounts, and everything that the table has" {
	units
	gate -f json {mgmt,web}/plan.json >report
	jq -e '.format == 1 and .environment == "prod" and .date == "2026-11-25" and .within_budget and .unpriced == 1 and [.units[].unpriced] == [0, 1]
		and .totals == [{ currency: "EUR", before: "6.062", after: "25.052", change: "18.99" }]
		and (.units[1].resources[1].after[0] == { name: "Volume", status: "priced", amount: "0.572", currency: "EUR", quantity: "10",
			unit: "GB-month", price: "0.0572", source: "hetzner: GET /v1/pricing (github.com/devantler-tech/platform cb791c6f), 2026-05-27" })' report
}

# refused JQ…: the report, changed by JQ, does not fit the schema.
refused() {
	local change
	for change; do
		jq "$change" report.json >changed.json
		if fits changed.json 2>said; then echo "it fits all the same: $change"; return 1; fi
		grep -q '^yaml-to-tfvars: changed.json:' said
	done
}

@test "JSON fits its schema, whatever is in it, and the schema is strict" {
	{
		hetzner hcloud_server.this "$update" "$(server)" "$(server cx43)"
		hetzner hcloud_volume.there "$same" '{"size": 10, "location": "fsn1"}' '{"size": 10, "location": "fsn1"}' |
			jq -c '.previous_address = "hcloud_volume.here"'
		hetzner hcloud_volume.this "$create" null '{"location": "fsn1"}' '{"size": true}'
		hetzner hcloud_rdns.this "$create" null '{}'
		hetzner hcloud_firewall.this "$create" null '{}'
		aws aws_nat_gateway.this "$delete" '{}' null
	} | plan web
	printf '%s\n' 'budgets:' '  environment: {EUR: {monthly: 1}}' '  units:' '    web:' \
		'      EUR: {monthly: 2, override: {monthly: 3, by: Ada, reason: a test, until: 2026-12-31}}' >budgets.yml
	run -3 "$COST_GATE" --today 2027-11-25 -e prod --prices "$ROOT/stacks/prices" --budget budgets.yml --json report.json -o /dev/null web/plan.json
	fits report.json
	jq -e '([.units[].resources[] | .before[], .after[] | .status] | unique) == ["free", "no-price", "not-estimated", "priced", "unknown"]
		and ([.breaches, .overrides, .warnings] | all(length > 0)) and ([.. | .moved_from? // empty] | length) == 1' report.json
	refused 'del(.date)' '.format = 2' '.more = 1' '.totals[0].after = 5' '.totals[0].currency = "euro"' '.breaches = [1]' \
		'.units[0].resources[0].action = "made"' '.units[0].resources[0].after[0].amount |= . + "0"' '.units[0].resources[0].after[0].more = ""'
	refused '(.. | select(.status? == "priced")) |= del(.source)' '(.. | select(.status? == "free")) |= del(.source)' \
		'(.. | select(.status? == "no-price")) |= del(.reason)' '(.. | select(.status? == "unknown")).amount = "0"'
}

@test "Markdown: a marker, the sums, charts, folded details" {
	units
	gate -f markdown {mgmt,web}/plan.json >report
	[ "$(head -n 2 report)" = $'<!-- cost-gate: prod -->\n### Costs of prod a month' ]
	grep -qxF '| web | EUR | 6.06 | 16.56 + 1 without a price | +10.50 |' report
	grep -qxF '| **all** | EUR | 6.06 | 25.05 + 1 without a price | +18.99 |' report
	grep -qxF '| web | hcloud_volume.this["a\|b"] | unchanged | hetzner: GET /v1/pricing (github.com/devantler-tech/platform cb791c6f), 2026-05-27 | EUR | 0.57 | 0.57 | 0.00 |' report
	[ "$(sed -n '/^```mermaid/,/^```$/p' report)" = '```mermaid
pie showData title EUR a month by unit
  "mgmt" : 8.49
  "web" : 16.56
```' ]
	[ "$(grep -c '^<details>' report)" -eq "$(grep -c '^</details>' report)" ]
	grep -qF -- '- web: hcloud_rdns.this: All of it (the price book hetzner has no hcloud_rdns)' report
}

@test "Markdown over budget says so first" {
	units
	echo 'budgets: {environment: {EUR: {monthly: 1}}}' >budgets.yml
	run -3 --separate-stderr gate -f markdown --budget budgets.yml {mgmt,web}/plan.json
	[ "${lines[1]}" = '### Costs of prod a month: over budget' ]
	[ "${lines[2]}" = '- **Over budget:** prod: 25.05 EUR a month is over the ceiling of 1.00 EUR' ]
}

@test "Markdown fits into a comment of GitHub's, whatever there is, and says what it left out" {
	local i
	for i in {1..600}; do
		echo "{\"a\": \"hcloud_server.this[\\\"server-with-a-name-as-long-as-they-get-$i\\\"]\"}"
	done | jq -c --argjson after "$(server)" '. as $r | ["create", "update", "no-op"][] as $action | {
		address: ($r.a + $action), mode: "managed", type: "hcloud_server", provider_name: "registry.terraform.io/hetznercloud/hcloud",
		change: { actions: [$action], before: $after, after: $after, after_unknown: null } }' | plan web
	gate -f markdown web/plan.json >report
	[ "$(wc -c <report)" -le 65000 ]
	[ "$(wc -c <report)" -gt 50000 ]
	[ "$(grep -c '^… and [0-9]* more, in cost.json.$' report)" -ge 2 ]
	[ "$(tail -n 1 report)" = '</details>' ]
	[ "$(grep -c '^<details>' report)" -eq 5 ]
}

@test "one run writes all reports, and the files stay as they are when nothing changed" {
	units
	gate -o report.txt --json report.json --markdown report.md --history history.json {mgmt,web}/plan.json
	only mgmt mgmt/plan.json web web/plan.json report.txt report.json report.md history.json
	touch -d '2026-01-01' report.* history.json
	gate -o report.txt --json report.json --markdown report.md --history history.json {mgmt,web}/plan.json
	[ -z "$(find report.* history.json -newermt '2026-01-02')" ]
}

@test "the history: a line a day, drawn, and today's run in place of an earlier one" {
	units
	"$COST_GATE" --today 2026-11-23 --prices "$ROOT/stacks/prices" --history history.json -o /dev/null mgmt/plan.json
	"$COST_GATE" --today 2026-11-24 --prices "$ROOT/stacks/prices" --history history.json -o /dev/null mgmt/plan.json
	gate --history history.json -o /dev/null web/plan.json
	gate --history history.json -f markdown {mgmt,web}/plan.json >report
	[ "$(jq -c '[.costs[] | [.date, .EUR]]' history.json)" = '[["2026-11-23","8.49"],["2026-11-24","8.49"],["2026-11-25","25.05"]]' ]
	[ "$(sed -n '/^xychart-beta/,/^```$/p' report)" = 'xychart-beta
  title "EUR a month, history"
  x-axis ["11-23", "11-24", "11-25"]
  line [8.49, 8.49, 25.05]
```' ]
}

@test "a history that is none is refused and stays" {
	local text
	units
	for text in '{"costs": 5}' '{"costs": [{"date": "soon"}]}' '{"costs": [{"date": "2026-01-01", "EUR": 5}]}' '{"costs": [{"date": "2026-01-01", "EUR": "x"}]}'; do
		echo "$text" >history.json
		fails 65 'cost-gate: history.json:1:*: not a history of costs' gate --history history.json web/plan.json
		[ "$(<history.json)" = "$text" ]
	done
}

@test "a plan from standard input is that of a unit called plan" {
	units
	[[ $(gate - <web/plan.json) == *$'\n  plan '*'6.06        16.56       +10.50'* ]]
	[[ $(gate web=- <web/plan.json) == *$'\n  web '*'6.06        16.56       +10.50'* ]]
}

@test "warnings of the caller's: a text, the lines of a file, whatever bytes are in them" {
	units
	printf 'gone: its state remains\n\nInfracost: \xff\xc3\x1b\0[31m' >said
	prints '["plain","grün | <b>","gone: its state remains","Infracost: ????[31m"]' \
		jq -c .warnings <(gate -f json --warning plain --warning 'grün | <b>' --warning @said web/plan.json)
	gate -f json --warning @said web/plan.json >report.json
	fits report.json
	[[ $(gate --warning @said web/plan.json) == *$'\nWarnings:\n  gone: its state remains\n  Infracost: ????[31m'* ]]
	gate -f markdown --warning 'grün | <b>' web/plan.json | grep -qxF -- '- Warning: grün \| &lt;b>'
	head -c 1048577 /dev/zero >said
	fails 65 'cost-gate: said: too large for a file of warnings' gate --warning @said web/plan.json
}
