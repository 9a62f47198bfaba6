#!/usr/bin/env bats
# Budgets: ceilings, overrides, and what is said of either.

# shellcheck disable=SC2154 # cost.bash sets the actions of changes, and bats what it ran

load setup
load cost

# Two units: web from 5.49 to 15.99, mgmt from nothing to 8.49; together from 5.49 to 24.48.
units() {
	hetzner hcloud_server.this "$update" "$(server)" "$(server cx43)" | plan web
	hetzner hcloud_server.this "$create" null "$(server cx33)" | plan mgmt
}

gate() { cost-gate -e prod --prices "$ROOT/stacks/prices" --budget budgets.yml -o report "$@" {mgmt,web}/plan.json; }

# budgets LINE…: under budgets.
budgets() { printf '%s\n' budgets: "$@" >budgets.yml; }

# over LINE…: exits 3 with exactly these breaches, and the report is there.
over() {
	rm -f report
	run --separate-stderr gate
	[ "$status" -eq 3 ] || { echo "exit status $status"; return 1; }
	diff <(echo "$stderr") <(printf 'cost-gate: over budget: %s\n' "$@") && [ -s report ]
}

within() {
	run --separate-stderr gate
	[[ $status == 0 && -z $stderr ]] || { echo "exit status $status: $stderr"; return 1; }
}

@test "ceilings of the environment: amount, increase, percent" {
	units
	budgets '  environment: {EUR: {monthly: 24.48, increase: 18.99, percent: 346}}'
	within
	budgets '  environment: {EUR: {monthly: 24.47}}'
	over 'prod: 24.48 EUR a month is over the ceiling of 24.47 EUR'
	budgets '  environment: {EUR: {increase: 18.98}}'
	over 'prod: 18.99 EUR a month more is over the ceiling of 18.98 EUR more'
	budgets '  environment: {EUR: {percent: 345.9}}' # 18.99 / 5.49 = 345.901… %
	over 'prod: from 5.49 to 24.48 EUR a month is over the ceiling of 345.9 % more'
}

@test "ceilings of units, and of all that are not named" {
	units
	budgets '  units:' '    web: {EUR: {monthly: 15.98}}'
	over 'prod/web: 15.99 EUR a month is over the ceiling of 15.98 EUR'
	budgets '  units:' '    web: {EUR: {monthly: 20}}' '    "*": {EUR: {monthly: 8}}'
	over 'prod/mgmt: 8.49 EUR a month is over the ceiling of 8.00 EUR'
	budgets '  environment: {EUR: {monthly: 1}}' '  units:' '    "*": {EUR: {monthly: 1}}'
	over 'prod: 24.48 EUR a month is over the ceiling of 1.00 EUR' 'prod/mgmt: 8.49 EUR a month is over the ceiling of 1.00 EUR' \
		'prod/web: 15.99 EUR a month is over the ceiling of 1.00 EUR'
}

@test "amounts are compared unrounded" {
	hetzner hcloud_volume.this "$create" null '{"size": 7, "location": "fsn1"}' | plan web # 0.4004
	hetzner hcloud_firewall.this "$create" null '{}' | plan mgmt
	budgets '  units: {web: {EUR: {monthly: 0.4}}}'
	over 'prod/web: 0.4004 EUR a month is over the ceiling of 0.4 EUR'
	budgets '  units: {web: {EUR: {increase: 0.4001}}}'
	over 'prod/web: 0.4004 EUR a month more is over the ceiling of 0.4001 EUR more'
	budgets '  units: {web: {EUR: {monthly: 0.4004}}}'
	within
}

@test "a percentage of what rounds alike is told unrounded" {
	hetzner hcloud_volume.this "$update" '{"size": 70, "location": "fsn1"}' '{"size": 70.01, "location": "fsn1"}' | plan web
	hetzner hcloud_firewall.this "$create" null '{}' | plan mgmt
	budgets '  units: {web: {EUR: {percent: 0}}}'
	over 'prod/web: from 4.004 to 4.004572 EUR a month is over the ceiling of 0 % more'
}

@test "from nothing no increase has a percentage" {
	units
	budgets '  units: {mgmt: {EUR: {percent: 1}}}'
	within
}

@test "part of an environment is not held against the whole's budget" {
	units
	budgets '  environment: {EUR: {monthly: 1}}' '  units: {web: {EUR: {monthly: 15}}}'
	run --separate-stderr gate --partial
	[ "$status" -eq 3 ]
	[ "$stderr" = 'cost-gate: over budget: prod/web: 15.99 EUR a month is over the ceiling of 15.00 EUR' ]
}

override='override: {monthly: 16, by: Ada, reason: launch, until: 2026-11-25}'

@test "an override in force raises the ceilings that it names, and is told" {
	units
	budgets "  units: {web: {EUR: {monthly: 10, $override}}}"
	within
	grep -qF 'prod/web: in force: Ada raised the ceilings until 2026-11-25 (launch)' report
	budgets "  units: {web: {EUR: {monthly: 10, increase: 10, $override}}}"
	over 'prod/web: 10.50 EUR a month more is over the ceiling of 10.00 EUR more'
}

@test "an override that is over counts no more, and is told" {
	units
	budgets "  units: {web: {EUR: {monthly: 10, ${override/11-25/11-24}}}}"
	over 'prod/web: 15.99 EUR a month is over the ceiling of 10.00 EUR'
	grep -qF 'prod/web: expired: Ada raised the ceilings until 2026-11-24 (launch), which counts no more' report
}

@test "amounts in a currency without a budget are a warning" {
	units
	heroku heroku_formation.this "$create" null '{"size": "basic", "quantity": 1}' | plan web
	budgets '  units: {web: {EUR: {monthly: 10}}}'
	within
	grep -qF 'prod/web: there is no budget for amounts in USD' report
	budgets '  units: {web: {USD: {monthly: 5}}}'
	over 'prod/web: 7.00 USD a month is over the ceiling of 5.00 USD'
}

@test "a file without budgets sets no limit" {
	units
	echo 'product: example' >budgets.yml
	within
	echo 'budgets:' >budgets.yml
	within
}

@test "budgets that are none" {
	units
	wrong() { budgets "  $1"; fails 65 "cost-gate: budgets.yml:2:*: $2" gate; }
	wrong 'environment: 5' 'prod: a budget must be a mapping from currencies to ceilings'
	wrong 'environment: {EUR: {monthly: "5"}}' 'prod: a ceiling must be a number from 0 on'
	wrong 'environment: {EUR: {monthly: -5}}' 'prod: a ceiling must be a number from 0 on'
	wrong 'units: {web: {EUR: {override: {by: Ada, reason: x}}}}' 'prod/web: an override says by whom, the reason and until when'
	wrong 'units: {web: {EUR: {override: {by: Ada, reason: x, until: soon}}}}' 'prod/web: until must be a date such as 2026-12-31'
	wrong 'units: {web: {EUR: {override: {by: Ada, reason: x, until: 2026-12}}}}' 'prod/web: until must be a date such as 2026-12-31'
}
