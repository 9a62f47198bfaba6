#!/usr/bin/env bats
# Plans compared with others (--base): what there is to compare with, and what was moved in between.

# shellcheck disable=SC2154 # cost.bash sets the actions of changes, and bats what it ran

load setup
load cost

# actions OPTION…: "UNIT ADDRESS ACTION [from PREVIOUS]" a line.
actions() {
	report "$@" | jq -r '.units[] | .name as $unit | .resources[]
		| "\($unit) \(.address) \(.action)" + if .moved_from then " from \(.moved_from)" else "" end'
}

@test "with nothing to compare with all is created, whatever the plan's own state says" {
	{
		hetzner hcloud_server.this "$same" "$(server)" "$(server)"
		hetzner hcloud_server.new "$create" null "$(server cx33)"
	} | plan web
	prints 'web EUR 5.49 13.98 8.49' costs web/plan.json
	prints 'web EUR 0 13.98 13.98' costs web/plan.json --base-none
	prints $'web hcloud_server.this created\nweb hcloud_server.new created' actions web/plan.json --base-none
	hetzner hcloud_server.this "$create" null "$(server)" | plan base/web
	prints 'web EUR 5.49 13.98 8.49' costs web/plan.json --base-none --base base/web/plan.json
}

# moved FROM: the change on standard input, of what was at FROM.
moved() { jq -c --arg from "$1" '.previous_address = $from'; }

@test "what a change moves is the same resource, also with something new in its place" {
	{
		hetzner hcloud_server.here "$same" "$(server)" "$(server)" | moved hcloud_server.there
		hetzner hcloud_server.grown "$update" "$(server)" "$(server cx33)" | moved hcloud_server.small
		hetzner hcloud_server.there "$create" null "$(server cx43)"
	} | plan web
	{
		hetzner hcloud_server.there "$same" "$(server)" "$(server)"
		hetzner hcloud_server.small "$same" "$(server)" "$(server)"
	} | plan base/web
	prints 'web EUR 10.98 29.97 18.99' costs web/plan.json --base base/web/plan.json
	prints 'web hcloud_server.grown changed from hcloud_server.small
web hcloud_server.here unchanged from hcloud_server.there
web hcloud_server.there created' actions web/plan.json --base base/web/plan.json
}

@test "what the other plan moves, both move, or one has moved long since" {
	# The change takes the move of there back, and what was new in its place; both move one; each has applied one.
	{
		hetzner hcloud_server.there "$same" "$(server)" "$(server)"
		hetzner hcloud_server.c "$same" "$(server)" "$(server)" | moved hcloud_server.a
		hetzner hcloud_server.new "$same" "$(server)" "$(server)"
		hetzner hcloud_server.now "$same" "$(server)" "$(server)" | moved hcloud_server.then
	} | plan web
	{
		hetzner hcloud_server.there "$create" null "$(server cx43)"
		hetzner hcloud_server.here "$same" "$(server)" "$(server)" | moved hcloud_server.there
		hetzner hcloud_server.b "$same" "$(server)" "$(server)" | moved hcloud_server.a
		hetzner hcloud_server.new "$same" "$(server)" "$(server)" | moved hcloud_server.old
		hetzner hcloud_server.now "$same" "$(server)" "$(server)"
	} | plan base/web
	prints 'web hcloud_server.c unchanged from hcloud_server.a
web hcloud_server.new unchanged
web hcloud_server.now unchanged from hcloud_server.then
web hcloud_server.there unchanged
web hcloud_server.there deleted' actions web/plan.json --base base/web/plan.json
	prints 'web EUR 37.95 21.96 -15.99' costs web/plan.json --base base/web/plan.json
}

@test "compared: two servers without a price are not the same for that" {
	hetzner hcloud_server.this "$same" "$(server ccx99)" "$(server ccx99)" | plan web
	hetzner hcloud_server.this "$update" "$(server ccx99)" "$(server ccx98)" | plan base/web
	prints 'web hcloud_server.this changed' actions web/plan.json --base base/web/plan.json
}
