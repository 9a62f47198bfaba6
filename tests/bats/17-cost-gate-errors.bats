#!/usr/bin/env bats
# What cost-gate refuses: one line, the right exit code, and no file written.

# shellcheck disable=SC2154 # cost.bash sets the actions of changes, and bats what it ran

load setup
load cost

@test "usage: what is missing, unknown or wrong" {
	fails 64 "cost-gate: missing PLAN; *" cost-gate
	fails 64 "cost-gate: unknown option '--plam'; did you mean '--plan'?" cost-gate --plam x
	fails 64 "cost-gate: unknown format 'jsn'; did you mean 'json'?" cost-gate -f jsn x
	fails 64 "cost-gate: unknown format 'x': there are table, markdown and json; *" cost-gate -f x x
	fails 64 "cost-gate: '--base' and '--infracost' together would compare prices of different sources; *" cost-gate --base x --infracost x x
	fails 64 "cost-gate: '--base' and '--infracost' together would compare *" cost-gate --base-none --infracost x x
	fails 64 "cost-gate: '' is no warning; *" cost-gate --warning= x
	fails 64 "cost-gate: '@' is no warning; *" cost-gate --warning=@ x
	fails 66 "cost-gate: cannot read 'nowhere': No such file or directory" cost-gate --warning=@nowhere x
	fails 64 "cost-gate: 'soon' is no date such as 2026-11-25; *" cost-gate --today soon x
	fails 64 "cost-gate: '-1' is no number of days; *" cost-gate --max-age=-1 x
	fails 66 "cost-gate: cannot read 'nowhere/plan.json': No such file or directory" cost-gate nowhere/plan.json
	fails 66 "cost-gate: cannot read folder 'nowhere': No such file or directory" cost-gate --prices nowhere x
}

@test "what is no JSON has its place" {
	printf '{"format_version": "1.2",\n "resource_changes": [' >p.json
	fails 65 "cost-gate: p.json:2:23: not JSON, at byte 48: *" cost-gate p.json
	echo '{"format_version": "1.2", "a": NaN}' >p.json
	fails 65 "cost-gate: p.json:1:35: not JSON, at byte 34: invalid token" cost-gate p.json
	echo '{"format_version": "1.2", "resource_changes": [], "resource_changes": []}' >p.json
	fails 65 "cost-gate: p.json:1:69: not JSON, at byte 68: duplicate object key" cost-gate p.json
	printf '{"a":%.0s' {1..5000} >p.json
	fails 65 "cost-gate: p.json:1:*: not JSON, at byte *: maximum parsing depth reached" cost-gate p.json
}

@test "a plan of another format" {
	echo '{"format_version": "2.0"}' >p.json
	fails 65 "cost-gate: p.json: plan format 2.0, where 1.x is known: a newer cost-gate is needed" cost-gate p.json
	echo '{"format_version": "0.2"}' >p.json
	fails 65 "cost-gate: p.json: plan format 0.2, where 1.x is known: Terraform 1.1 or newer is needed" cost-gate p.json
	echo '{}' >p.json
	fails 65 "cost-gate: p.json: not a plan as JSON: it has no format_version" cost-gate p.json
	echo '{"format_version": "1.9", "new": {}, "resource_changes": []}' >p.json
	run -0 cost-gate p.json
	echo '{"format_version": "1.2"}' >p.json
	run -0 cost-gate p.json
}

@test "a plan that is not whole" {
	echo '{"format_version": "1.2", "errored": true}' >p.json
	fails 65 "cost-gate: p.json: the plan ended in an error, so that resources are missing" cost-gate p.json
	echo '{"format_version": "1.2", "resource_changes": {}}' >p.json
	fails 65 "cost-gate: p.json: not a plan as JSON: resource_changes must be an array" cost-gate p.json
	echo '{"format_version": "1.2", "resource_changes": [{"address": "a.b"}]}' >p.json
	fails 65 "cost-gate: p.json: not a plan as JSON: a resource change without address, type or mode" cost-gate p.json
	hetzner hcloud_server.this '["reboot"]' null '{}' | plan web
	fails 65 "cost-gate: web/plan.json: hcloud_server.this: unknown actions" cost-gate web/plan.json
}

@test "two plans of one unit" {
	hetzner hcloud_server.this "$create" null "$(server)" | plan web
	cp -r web other
	fails 65 'cost-gate: other/plan.json: a second plan of unit "web"' cost-gate web/plan.json web=other/plan.json
	run -0 cost-gate web/plan.json other/plan.json
}

@test "books that are none" {
	local filter words
	mkdir books
	hetzner hcloud_server.this "$create" null "$(server)" | plan web
	book() { # book FILTER: Hetzner's, changed
		jq "$1" "$ROOT/stacks/prices/hetzner.json" >books/b.json
	}
	while IFS='|' read -r filter words; do
		book "$filter"
		fails 65 "cost-gate: books/b.json:*:*: not a price book: $words" cost-gate --prices books web/plan.json
	done <<-'END'
		.format = 2|format must be 1
		del(.provider)|provider must be a string
		del(.currency)|currency must be a string
		.terraform = "x"|terraform must be an array
		.terraform = [1]|terraform must hold strings
		.sources.free.date = "soon"|date must be one such as 2026-11-25
		.sources = {}|it has no sources
		del(.sources)|sources must be an object
		.resources.hcloud_firewall.free = "nobody"|it names no source of this book
		.prices.volume[0].price = 0.0572|a price or a quantity must be a decimal in quotes, such as "5.49"
		.prices.volume[0].price = "-1"|a price or a quantity must be a decimal in quotes, such as "5.49"
		.prices.server[0].values.cx23 = "free"|a price or a quantity must be a decimal in quotes, such as "5.49"
		.prices.volume = {}|prices must hold arrays
		.resources.hcloud_volume.components[0].price = "volum"|it names no price of this book
		.resources.hcloud_volume.components = {}|components must be an array
		.resources.hcloud_volume.components[0].shared_by = "5"|shared_by must be a number from 1 to 9
		.resources.hcloud_volume.components[0].else = "no-price"|with when there must be an else: "no-price" or {"nothing": why}
		.resources.hcloud_server.components[1].else = "free"|with when there must be an else: "no-price" or {"nothing": why}
		.resources.hcloud_server.components[1].else.nothing = 1|nothing must be a string
		.resources.hcloud_server.components[1].when = "x"|when must be an object
		.resources.hcloud_server.components[1].when.backups = 1|a condition must be a string, a boolean, null, an array of these or {"above": …}
		.resources.hcloud_server.components[1].when.backups = []|a condition must be a string, a boolean, null, an array of these or {"above": …}
		.resources.hcloud_server.components[1].when.backups = [1]|a condition must be a string, a boolean, null, an array of these or {"above": …}
		.resources.hcloud_server.components[1].when.backups = {"above": 0}|a price or a quantity must be a decimal in quotes, such as "5.49"
		.resources.hcloud_server.components[1].when.backups = {"above": "0", "below": "1"}|a condition must be a string, a boolean, null, an array of these or {"above": …}
		del(.resources.hcloud_volume.components[0].price)|without price there must be a when, and an else of {"nothing": why}
	END
	book .
	echo '{' >books/b.json
	fails 65 "cost-gate: books/b.json:*" cost-gate --prices books web/plan.json
	rm books/b.json
	echo nothing >books/README.md
	run -0 cost-gate --prices books web/plan.json
}

@test "with bad input no file is written, and what was there stays" {
	echo old >out
	echo old >history.json
	echo '{"format_version": "2.0"}' >p.json
	run -65 cost-gate -o out --json new.json --markdown new.md --history history.json p.json
	only out history.json p.json
	[ "$(<out)" = old ]
	[ "$(<history.json)" = old ]
}

@test "more currencies than anybody has" {
	local c
	mkdir books
	for c in A B C D E F G H I; do
		jq --arg c "$c" '.currency = "X\($c)X" | .provider = "p\($c)" | .terraform = ["x/\($c)"]' "$ROOT/stacks/prices/hetzner.json" >"books/$c.json"
		change "hcloud_server.$c" "x/$c" "$create" null "$(server)"
	done | plan web
	fails 65 "cost-gate: more than 8 currencies" cost-gate --prices books web/plan.json
}
