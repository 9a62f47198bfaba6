# prices.jq: what a provider publishes, laid over its price book. Used by mk/bin/prices as functions.

# A decimal without zeros that say nothing: "5.4900000000" is "5.49", 0.0015 is "0.0015".
def decimal: tostring | if test("[eE]") then error("not a decimal: \(.)") elif test("[.]") then sub("0+$"; "") | sub("[.]$"; "") else . end;

# Prices of locations as a book has them: one table for all locations where they are the same.
# In: [{location, key, price}], each a decimal.
def tables($unit; $source): group_by(.location)
	| map({ location: .[0].location, values: (map({ (.key): .price }) | add) })
	| group_by(.values)
	| map({ regions: (map(.location) | sort), unit: $unit, source: $source, values: .[0].values });

# GET /v1/pricing (docs.hetzner.cloud/reference/cloud#pricing), net of VAT.
def hetzner($answer; $date):
	($answer.pricing) as $p
	| if $p.currency != .currency then error("Hetzner answers in \($p.currency), the book is in \(.currency)") else . end
	| def net($list): [$list[] | .name as $key | .prices[] | { location, $key, price: (.price_monthly.net | decimal) }];
	  .sources.pricing = { title: "GET /v1/pricing", url: "https://api.hetzner.cloud/v1/pricing", date: $date }
	| .prices.server = (net($p.server_types) | tables("month"; "pricing"))
	| .prices.load_balancer = (net($p.load_balancer_types) | tables("month"; "pricing"))
	| .prices.primary_ipv4 = [[$p.primary_ips[] | select(.type == "ipv4") | .prices[] | { location, price: (.price_monthly.net | decimal) }]
		| group_by(.price)[] | { regions: (map(.location) | sort), unit: "month", source: "pricing", price: .[0].price }]
	| .prices.volume = [{ unit: "GB-month", source: "pricing", price: ($p.volume.price_per_gb_month.net | decimal) }]
	| .prices.backup = [{ unit: "percent", source: "pricing", price: ($p.server_backup.percentage | decimal) }];

# Oracle's list of products: what is paid as one goes, beyond what is free of charge (the last of several ranges).
def oci($answer; $date):
	.currency as $currency
	| def price($sku): [$answer.items[] | select(.partNumber == $sku) | .currencyCodeLocalizations[] | select(.currencyCode == $currency)
		| .prices[] | select(.model == "PAY_AS_YOU_GO")] | last | .value // error("Oracle's list has no \($sku) in \($currency)") | decimal;
	  .sources.list.date = $date
	| .prices |= map_values(map(if .sku == null then . else price(.sku) as $new | .source = "list"
		| if has("price") then .price = $new else .values |= map_values($new) end end));

# A source that nothing is from any more goes.
def without_orphans: ([.prices[][].source, .resources[].free // empty] | unique) as $used | .sources |= with_entries(select(.key as $k | $used | index($k)));
