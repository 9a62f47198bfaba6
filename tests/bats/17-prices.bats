#!/usr/bin/env bats
# mk/bin/prices: what providers publish, laid over the books. The answers have the form of the real ones.

# shellcheck disable=SC2154 # cost.bash sets the actions of changes, and bats what it ran

load setup
load cost

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/here/api/v1" && cd "$BATS_TEST_TMPDIR/here" || return
	cp -r "$ROOT/stacks/prices" books
	jq -n 'def price($net): { price_hourly: { net: "0.01", gross: "0.02" }, price_monthly: { net: $net, gross: "99" } };
		def all($net): [["fsn1", "nbg1", "hel1"][] | { location: . } + price($net)];
		{ pricing: { currency: "EUR", vat_rate: "19.00",
			server_types: [{ id: 1, name: "cx23", prices: all("6.4900000000") }, { id: 2, name: "cpx12", prices: (all("12.0000000000") + [{ location: "sin" } + price("16.5")]) }],
			load_balancer_types: [{ id: 1, name: "lb11", prices: all("7.4900000000") }, { id: 2, name: "lb21", prices: all("20.5") }],
			primary_ips: [{ type: "ipv4", prices: all("0.5000000000") }, { type: "ipv6", prices: all("0.0") }],
			volume: { price_per_gb_month: { net: "0.0572000000", gross: "0.07" } }, server_backup: { percentage: "20.0000000000" } } }' >api/v1/pricing
	jq -n '{ lastUpdated: "2026-11-20", items: [["B93113", 0.026], ["B93114", 0.0015], ["B91961", 0.0255], ["B91962", 0.0017], ["B93030", 0.0113], ["B93031", 0.0001], ["B91628", 0.0255], ["B88525", 0.9]]
		| map({ partNumber: .[0], metricName: "x", currencyCodeLocalizations: [{ currencyCode: "EUR", prices: [{ model: "PAY_AS_YOU_GO", value: 9 }] },
			{ currencyCode: "USD", prices: [{ model: "PAY_AS_YOU_GO", value: 0, rangeMin: 0, rangeMax: 744 }, { model: "PAY_AS_YOU_GO", value: .[1] }] }] }) }' >api/oci
	export HCLOUD_ENDPOINT=file://$PWD/api/v1 OCI_PRICES=file://$PWD/api/oci HCLOUD_TOKEN=secret
}

@test "the difference is shown and nothing is written" {
	run -0 --separate-stderr "$ROOT/mk/bin/prices" books hetzner oci
	diff -r books "$ROOT/stacks/prices"
	[[ $output == *'-          "VM.Standard.E4.Flex": "0.025"'*'+          "VM.Standard.E4.Flex": "0.026"'*'oci: YES=1 writes this' ]]
	[[ $output == *'+          "cx23": "6.49"'* && $output == *'hetzner: YES=1 writes this'* && $output$stderr != *secret* ]]
}

@test "with YES=1 it is written: books that fit the schema, with today's date, by which cost-gate reckons" {
	YES=1 run -0 "$ROOT/mk/bin/prices" books hetzner oci
	[[ $output == *'hetzner: written'*'oci: written' ]]
	for book in books/{hetzner,oci}.json; do yaml-to-tfvars -s "$ROOT/stacks/prices.schema.json" -o /dev/null "$book"; done
	[ "$(jq -r '.sources.pricing.date, .sources.adjustment' books/hetzner.json)" = "$(date -u +%F)"$'\nnull' ]
	[ "$(jq -Sc '[.prices.server[] | [.regions, .values]]' books/hetzner.json)" = \
		'[[["sin"],{"cpx12":"16.5"}],[["fsn1","hel1","nbg1"],{"cpx12":"12","cx23":"6.49"}]]' ]
	{
		hetzner hcloud_server.here "$create" null "$(server cx23)"      # 6.49
		hetzner hcloud_server.there "$create" null "$(server cpx12 sin)" # 16.5
		hetzner hcloud_load_balancer.this "$create" null '{"load_balancer_type": "lb21", "location": "hel1"}' # 20.5
		oci oci_core_instance.this "$create" null '{"shape": "VM.Standard.E4.Flex", "shape_config": [{"ocpus": 1, "memory_in_gbs": 0}]}' # 18.98
	} | plan web
	[ "$(cost-gate --prices books -f json web/plan.json | jq -c '[.totals[] | [.currency, .after]]')" = '[["EUR","43.49"],["USD","18.98"]]' ]
	[ "$(jq -c '[.prices.dns_queries[0].price, .prices.dns_queries[0].source, .sources.dns]' books/oci.json)" = '["0.9","list",null]' ]
	run -0 "$ROOT/mk/bin/prices" books hetzner oci
	[ "$output" = $'hetzner: nothing has changed\noci: nothing has changed' ]
}

@test "who does not answer is named, the other is asked all the same, and no book is touched" {
	rm api/v1/pricing
	YES=1 run -1 --separate-stderr "$ROOT/mk/bin/prices" books hetzner oci
	[[ $stderr == "hetzner: no prices from file://$PWD/api/v1/pricing: "* && $output == *'oci: written' ]]
	echo 'not JSON' >api/oci
	run -1 --separate-stderr "$ROOT/mk/bin/prices" books hetzner oci
	[[ $stderr == *"oci: no prices from file://$PWD/api/oci: the answer is no object of JSON" ]]
	cmp books/hetzner.json "$ROOT/stacks/prices/hetzner.json"
}

@test "without a token Hetzner is not asked" {
	unset HCLOUD_TOKEN
	run -0 --separate-stderr "$ROOT/mk/bin/prices" books hetzner oci
	[ "$stderr" = 'hetzner: not asked, HCLOUD_TOKEN is not set' ]
}

@test "an answer in another currency, or without a price, changes no book" {
	jq '.pricing.currency = "USD"' api/v1/pricing >x && mv x api/v1/pricing
	YES=1 run "$ROOT/mk/bin/prices" books hetzner oci
	[ "$status" -ne 0 ]
	[[ $output == *'Hetzner answers in USD, the book is in EUR'* ]]
	unset HCLOUD_TOKEN
	jq '.items |= .[1:]' api/oci >x && mv x api/oci
	YES=1 run "$ROOT/mk/bin/prices" books hetzner oci
	[[ $status -ne 0 && $output == *"Oracle's list has no B93113 in USD"* ]]
	diff -r books "$ROOT/stacks/prices"
}
