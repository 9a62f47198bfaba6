#!/usr/bin/env bats
# What has no amount is nowhere a zero: in sums, in changes, before budgets; plans that leave something out.

# shellcheck disable=SC2154 # cost.bash sets the actions of changes, and bats what it ran

load setup
load cost

gate() { cost-gate -e prod --prices "$ROOT/stacks/prices" "$@"; }

# sums OPTION…: the table's sums and Markdown's, their numbers of blanks left out.
sums() {
	gate "$@" | sed -n '2,/^$/{/./p}' | tr -s ' '
	gate -f markdown "$@" | sed -n '/^| unit | | before/,/^$/{/./p}' | tail -n +3
}

# budgets LINE…: under budgets.
budgets() { printf '%s\n' budgets: "$@" >budgets.yml; }

@test "a server that becomes one without a price saves nothing" {
	{
		hetzner hcloud_server.this "$update" "$(server ccx63)" "$(server ccx99)"
		hetzner hcloud_server.there "$create" null "$(server)"
	} | plan web
	prints ' web EUR 853.49 5.49 unknown + 1 without a price
| web | EUR | 853.49 | 5.49 + 1 without a price | unknown |
| **all** | EUR | 853.49 | 5.49 + 1 without a price | unknown |' sums web/plan.json
	gate web/plan.json >report
	grep -qE '^  hcloud_server\.this +EUR +853\.49 +unknown +unknown$' report
	grep -qE '^  hcloud_server\.there +EUR +0\.00 +5\.49 +\+5\.49$' report
	[[ $(gate -f markdown web/plan.json) == *'| web | hcloud_server.this | changed | hetzner'*' | EUR | 853.49 | unknown | unknown |'* ]]
	[ "$(report web/plan.json | jq -c '[.unpriced, .totals, .units[].totals]')" = \
		'[1,[{"currency":"EUR","before":"853.49","after":"5.49"}],[{"currency":"EUR","before":"853.49","after":"5.49"}]]' ]
}

# change_of BEFORE AFTER [UNKNOWN]: what the report says of the change of a server, by its values.
change_of() {
	hetzner hcloud_server.this "$update" "$@" | plan web
	gate web/plan.json | sed -n 2p | awk '{ print $5 }'
}

@test "a change is unknown where an amount is on one side only, and known where both lack the same" {
	[ "$(change_of "$(server ccx98)" "$(server)")" = unknown ]
	[ "$(change_of "$(server)" '{"location": "fsn1"}' '{"server_type": true}')" = unknown ]
	hetzner hcloud_server.this "$update" "$(server ccx98)" "$(server ccx99)" | plan web
	hetzner hcloud_server.this "$create" null "$(server)" | plan mgmt
	prints ' mgmt EUR 0.00 5.49 +5.49
 web nothing that has a price + 1 without a price
 all units EUR 0.00 5.49 unknown + 1 without a price
| mgmt | EUR | 0.00 | 5.49 | +5.49 |
| web | | | + 1 without a price | |
| **all** | EUR | 0.00 | 5.49 + 1 without a price | unknown |' sums {mgmt,web}/plan.json
	{
		hetzner hcloud_server.this "$update" "$(server ccx99)" "$(server ccx99 | jq -c '.name = "new"')" # as unknown as before
		hetzner hcloud_rdns.gone "$delete" '{}' null                                                   # may only save
		hetzner hcloud_rdns.new "$create" null '{}'                                                    # may only cost
		hetzner hcloud_server.there "$update" "$(server)" "$(server cx33)"
	} | plan web
	prints ' web EUR 5.49 8.49 +3.00 + 2 without a price
| web | EUR | 5.49 | 8.49 + 2 without a price | +3.00 |
| **all** | EUR | 5.49 | 8.49 + 2 without a price | +3.00 |' sums web/plan.json
}

@test "an amount by usage that is told on one side only makes no saving either" {
	local traffic='{"load_balancer_type": "lb11", "location": "fsn1"}'
	hetzner hcloud_load_balancer.this "$update" "$traffic" "$traffic" | plan web
	[ "$(gate web/plan.json | sed -n 2p | tr -s ' ')" = ' web EUR 7.49 7.49 0.00' ]
	hetzner hcloud_load_balancer.here "$update" "$traffic" "$traffic" | jq -c '.previous_address = "hcloud_load_balancer.there"' | plan web
	hetzner hcloud_load_balancer.there "$same" "$traffic" "$traffic" | plan base/web
	printf '%s\n' 'usage:' '  hcloud_load_balancer.here: {extra_traffic_tb: 2}' >usage.yml
	[ "$(gate --usage usage.yml web/plan.json --base base/web/plan.json | sed -n 2p | tr -s ' ')" = ' web EUR 7.49 9.49 unknown' ]
}

@test "nothing at all that has a price is no empty table" {
	aws aws_lb.this "$create" null '{"load_balancer_type": "application"}' | plan web
	prints ' web nothing that has a price + 1 without a price
| web | | | + 1 without a price | |
| **all** | | | + 1 without a price | |' sums web/plan.json
}

@test "ceilings are held against the rest, with a warning; or what has no amount is over budget" {
	hetzner hcloud_server.this "$update" "$(server ccx63)" "$(server ccx99)" | plan web
	hetzner hcloud_volume.this "$create" null '{"location": "fsn1"}' '{"size": true}' | plan mgmt
	budgets '  environment: {EUR: {monthly: 100, increase: 1}}' '  units: {web: {EUR: {monthly: 1}}}'
	run -0 --separate-stderr report -e prod --budget budgets.yml {mgmt,web}/plan.json
	[ "$(jq -c .warnings <<<"$output")" = '["prod: 2 items have no amount; the ceilings were held against the rest",'\
'"prod/web: 1 item has no amount; the ceilings were held against the rest"]' ]
	budgets '  environment: {EUR: {monthly: 100}, unpriced: warn}' '  units: {web: {EUR: {monthly: 1}, unpriced: fail}, mgmt: {unpriced: warn}}'
	run -3 --separate-stderr gate -f json --budget budgets.yml {mgmt,web}/plan.json
	[ "$stderr" = 'cost-gate: over budget: prod/web: 1 item has no amount, which its budget does not allow' ]
	[ "$(jq -c '[.within_budget, .breaches, .warnings]' <<<"$output")" = \
'[false,["prod/web: 1 item has no amount, which its budget does not allow"],["prod: 2 items have no amount; the ceilings were held against the rest"]]' ]
	budgets '  units: {"*": {unpriced: fail}}'
	run -3 --separate-stderr gate --budget budgets.yml {mgmt,web}/plan.json
	[ "${#stderr_lines[@]}" -eq 2 ]
	budgets '  environment: {unpriced: fail}'
	run -3 gate --budget budgets.yml mgmt/plan.json
	run -0 gate --budget budgets.yml --partial mgmt/plan.json
	hetzner hcloud_server.this "$create" null "$(server)" | plan web # its traffic is not estimated, which is no such item
	run -0 gate --budget budgets.yml web/plan.json
	[[ $output != *Warnings* ]]
	budgets '  environment: {unpriced: maybe}'
	fails 65 'cost-gate: budgets.yml:2:27: prod: unpriced must be warn or fail' gate --budget budgets.yml web/plan.json
}

@test "the schema of the inventory knows unpriced, and no other such word" {
	inventory() { printf '%s\n' 'budgets:' "  environment: {$1}" >inventory.yml; yaml-to-tfvars -s "$ROOT/stacks/inventory.schema.json" -o /dev/null inventory.yml; }
	inventory 'EUR: {monthly: 1}, unpriced: fail'
	inventory 'unpriced: warn'
	run ! inventory 'unpriced: maybe'
	run ! inventory 'unprized: fail'
}

@test "a unit that budgets name and nobody knows is a warning, unless only some are asked for" {
	hetzner hcloud_server.this "$create" null "$(server)" | plan web
	budgets '  units: {wbe: {EUR: {monthly: 1}}, web: {EUR: {monthly: 9}}, "*": {EUR: {monthly: 9}}}'
	[ "$(report --budget budgets.yml web/plan.json | jq -c .warnings)" = '["budgets.units: there is no unit wbe"]' ]
	[ "$(report --budget budgets.yml --partial web/plan.json | jq -c .warnings)" = '[]' ]
}

# deferred REASON: the change on standard input as one of deferred_changes, added to web/plan.json.
deferred() { jq -c --arg reason "$1" --slurpfile change /dev/stdin '.complete = false | .deferred_changes += [{ $reason, resource_change: $change[0] }]' web/plan.json >p && mv p web/plan.json; }

@test "what Terraform plans later is listed as unknown" {
	hetzner hcloud_volume.this "$same" '{"size": 10, "location": "fsn1"}' '{"size": 10, "location": "fsn1"}' | plan web
	hetzner 'hcloud_server.this[*]' "$create" null "$(server)" | deferred instance_count_unknown
	hetzner hcloud_server.that "$update" "$(server)" "$(server)" | deferred deferred_prereq
	hetzner hcloud_server.going "$delete" "$(server)" null | deferred deferred_prereq
	hetzner hcloud_server.stays "$same" "$(server)" "$(server)" | deferred deferred_prereq
	hetzner hcloud_server.left '["forget"]' "$(server)" null | deferred deferred_prereq
	hetzner data.hcloud_image.this '["read"]' null '{}' | jq -c '.mode = "data"' | deferred deferred_prereq
	[ "$(gate web/plan.json | sed -n 2p | tr -s ' ')" = ' web EUR 22.53 6.06 unknown + 4 without a price' ]
	diff <(items web/plan.json | grep unknown) - <<-END
		hcloud_server.this[*] All of it: unknown -
		hcloud_server.that All of it: unknown -
		hcloud_server.going All of it: unknown -
		hcloud_server.stays All of it: unknown -
	END
	gate web/plan.json >report
	grep -qxF '  web: hcloud_server.this[*]: All of it (to be planned later: instance_count_unknown)' report
	grep -qxF '  web: the plan is not complete: there will be changes that it does not have' report
	jq '.deferred_changes |= map(select(.resource_change.address == "hcloud_server.stays"))' web/plan.json >stays.json
	[ "$(gate stays.json | sed -n 2p | tr -s ' ')" = ' plan EUR 6.06 0.57 unknown + 1 without a price' ]
	jq '.complete = true | del(.deferred_changes)' web/plan.json >p && mv p web/plan.json
	[ "$(report web/plan.json | jq -c '[.unpriced, .warnings]')" = '[0,[]]' ]
	for wrong in '{}' '[5]' '[{"reason": "x"}]'; do
		jq --argjson wrong "$wrong" '.deferred_changes = $wrong' web/plan.json >p.json
		fails 65 'cost-gate: p.json: not a plan as JSON: *' gate p.json
	done
}

@test "what is forgotten and made anew costs twice" {
	hetzner hcloud_server.this '["create","forget"]' "$(server ccx63)" "$(server ccx63)" | plan web
	prints 'web EUR 853.49 1706.98 853.49' costs web/plan.json
	diff <(items web/plan.json | grep Server) - <<-END
		hcloud_server.this Server: priced 853.49
		hcloud_server.this Server, of the forgotten one: priced 853.49
	END
	# Infracost knows what is planned and what there was: 35.04 each.
	aws aws_instance.stays '["create","forget"]' '{"instance_type": "t3.medium"}' '{"instance_type": "t3.medium"}' | plan web
	aws aws_instance.stays '["forget"]' '{"instance_type": "t3.small"}' null | plan left
	local report=$ROOT/tests/fixtures/cost/infracost-breakdown.json
	jq '.projects[].breakdown.resources = []' "$report" >past.json
	prints $'left USD 35.04 35.04 0\nweb USD 35.04 70.08 35.04' costs {left,web}/plan.json --infracost web="$report" --infracost left=past.json
}
