#!/usr/bin/env bats
# What Infracost says: files of its public schema (infracost/schema/infracost.schema.json), alone and beside plans.

# shellcheck disable=SC2154 # cost.bash sets the actions of changes, and bats what it ran

load setup
load cost

breakdown=$ROOT/tests/fixtures/cost/infracost-breakdown.json

# The plan that the breakdown was made from, and what Infracost does not know.
web_plan() {
	{
		aws aws_instance.stays "$same" '{"instance_type": "t3.medium"}' '{"instance_type": "t3.medium"}'
		aws 'module.compute.aws_instance.this[0]' "$create" null '{"instance_type": "t3.medium", "associate_public_ip_address": true,
			"root_block_device": [{"volume_type": "gp3", "volume_size": 100}]}'
		aws aws_s3_bucket.files "$create" null '{}'
		aws aws_ebs_volume.extra "$create" null '{"type": "gp3", "size": 10, "availability_zone": "eu-central-1a"}' # 0.952
		hetzner hcloud_server.this "$create" null "$(server)"
	} | plan web
}

@test "its sums are those of the file" {
	prints "$(jq -r '"example/web USD \(.pastTotalMonthlyCost) \(.totalMonthlyCost) \(.diffTotalMonthlyCost)"' "$breakdown")" \
		costs --infracost "$breakdown"
	[ "$(cost-gate -f json --infracost "$breakdown" | jq -c '[.units[].resources[] | [.address, .type, .action]]')" = \
		'[["aws_instance.stays","aws_instance","unchanged"],["module.compute.aws_instance.this[0]","aws_instance","created"],["aws_s3_bucket.files","aws_s3_bucket","created"]]' ]
	[ "$(cost-gate -f json --infracost "$breakdown" | jq -c .warnings)" = '[]' ]
}

@test "Infracost wins where it has a resource, the books price the rest, and each price has its source" {
	web_plan
	prints "$(printf '%s\n' 'web USD 35.04 80.552 45.512' 'web EUR 0 5.49 5.49')" costs --infracost "$breakdown" web/plan.json
	cost-gate --prices "$ROOT/stacks/prices" --infracost "$breakdown" -f json web/plan.json |
		jq -r '.units[].resources[] | .address as $a | .after[] | select(.status == "priced") | "\($a) \(.amount) \(.source | split(":")[0])"' |
		diff - <(printf '%s\n' 'aws_instance.stays 35.04 Infracost' 'module.compute.aws_instance.this[0] 44.56 Infracost' \
			'aws_ebs_volume.extra 0.952 aws' 'hcloud_server.this 5.49 hetzner')
}

@test "what Infracost was not told the usage of is listed, and what the inventory says of it counts by the books" {
	web_plan
	printf '%s\n' 'usage:' '  aws_s3_bucket: {storage_gb: 1000}' >usage.yml # 24.5
	prints "$(printf '%s\n' 'web USD 35.04 105.052 70.012' 'web EUR 0 5.49 5.49')" costs --usage usage.yml --infracost "$breakdown" web/plan.json
	run cost-gate --prices "$ROOT/stacks/prices" --usage usage.yml --infracost "$breakdown" web/plan.json
	[[ $output == *'Standard storage: 1000 GB-month at 0.0245, 24.50 USD (aws: '* ]]
	[[ $output == *'web: aws_s3_bucket.files: Storage (Infracost was not told the usage: what the price book has an amount for counts)'* ]]
	[[ $output == *'web: aws_s3_bucket.files: PUT, COPY, POST, LIST requests (Infracost was not told the usage: what the price book has an amount for counts)'* ]]
	run cost-gate --prices "$ROOT/stacks/prices" --infracost "$breakdown" web/plan.json
	[[ $output == *'web: aws_s3_bucket.files: Storage (Infracost was not told the usage)'* ]]
	[[ $output == *'web: aws_s3_bucket.files: PUT, COPY, POST, LIST requests (Infracost was not told the usage)'* ]]
	[[ $output != *storage_gb* ]]
}

@test "of what Infracost prices without its usage, the usage of the inventory is added; not where Infracost was told some" {
	azure azurerm_nat_gateway.this "$create" null '{"location": "germanywestcentral"}' | plan web
	aws aws_nat_gateway.this "$create" null '{}' | plan mgmt
	printf '%s\n' 'usage:' '  azurerm_nat_gateway: {data_gb: 100}' '  aws_nat_gateway: {zones: 2}' >usage.yml # 4.5
	# infracost DATA: a gateway whose hours cost 30, and whose data DATA.
	infracost() {
		jq -n --argjson data "$1" '[["web", "azurerm_nat_gateway"], ["mgmt", "aws_nat_gateway"]] as $all
			| { version: "0.2", currency: "USD", projects: [$all[] | { name: .[0], breakdown: { resources: [{ name: "\(.[1]).this", resourceType: .[1],
				monthlyCost: "\(30 + ($data // 0))", costComponents: [{ name: "NAT gateway", monthlyCost: "30" }],
				subresources: [{ name: "data", costComponents: [{ name: "Data processed", monthlyCost: $data, usageBased: true }] }] }] } }] }' >i.json
	}
	infracost null
	prints "$(printf '%s\n' 'web USD 0 34.5 34.5' 'mgmt USD 0 30 30')" costs --usage usage.yml --infracost i.json {web,mgmt}/plan.json
	prints "$(printf '%s\n' 'web USD 0 30 30' 'mgmt USD 0 30 30')" costs --infracost i.json {web,mgmt}/plan.json
	infracost 7
	prints "$(printf '%s\n' 'web USD 0 37 37' 'mgmt USD 0 37 37')" costs --usage usage.yml --infracost i.json {web,mgmt}/plan.json
}

@test "a report on code alone knows no past: what the plan keeps cost the same before" {
	web_plan
	jq '.projects[].pastBreakdown = null' "$breakdown" >alone.json
	prints "$(printf '%s\n' 'web USD 35.04 80.552 45.512' 'web EUR 0 5.49 5.49')" costs --infracost alone.json web/plan.json
}

@test "a project's unit: by its path, by its name, as told, or the only one" {
	web_plan
	hetzner hcloud_server.this "$create" null "$(server)" | plan mgmt
	for filter in . '.projects[].metadata.path = "elsewhere"' '.projects[].name = "main"'; do
		jq "$filter" "$breakdown" >i.json
		[[ $(costs --infracost i.json {mgmt,web}/plan.json) == *'web USD 35.04 80.552 45.512'* ]]
	done
	jq '.projects[] |= (.name = "main" | .metadata.path = "elsewhere")' "$breakdown" >i.json
	fails 65 'cost-gate: i.json: which unit'\''s is the project "main"? --infracost=UNIT=FILE says it' cost-gate --infracost i.json {mgmt,web}/plan.json
	[[ $(costs --infracost web=i.json {mgmt,web}/plan.json) == *'web USD 35.04 80.552 45.512'* ]]
	[[ $(costs --infracost i.json web/plan.json) == *'web USD 35.04 80.552 45.512'* ]]
}

@test "totals that do not agree are a warning" {
	jq '.projects[].breakdown.totalMonthlyCost = "80"' "$breakdown" >i.json
	[[ $(cost-gate --infracost i.json) == *"example/web: Infracost's resources sum up to 79.60 USD, its total says 80.00"* ]]
}

@test "a newer major schema is refused, a newer minor one taken" {
	jq '.version = "0.3"' "$breakdown" >i.json
	[[ $(costs --infracost i.json) == 'example/web USD 35.04 79.6 44.56' ]]
	jq '.version = "1.0"' "$breakdown" >i.json
	fails 65 "cost-gate: i.json: Infracost's schema 1.0, where 0.x is known: a newer cost-gate is needed" cost-gate --infracost i.json
}

@test "what is no report of Infracost's is refused" {
	local filter
	for filter in 'del(.version)' 'del(.projects)' 'del(.currency)' '.projects = {}'; do
		jq "$filter" "$breakdown" >i.json
		fails 65 "cost-gate: i.json: not Infracost's JSON: it has no *" cost-gate --infracost i.json
	done
	jq '.projects[].breakdown.resources[0].name = null' "$breakdown" >i.json
	fails 65 "cost-gate: i.json: not Infracost's JSON: a resource without a name" cost-gate --infracost i.json
	jq '.projects[].breakdown.resources[0].monthlyCost = "NaN"' "$breakdown" >i.json
	fails 65 "cost-gate: i.json: aws_instance.stays: monthlyCost is no decimal" cost-gate --infracost i.json
}
