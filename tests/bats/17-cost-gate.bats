#!/usr/bin/env bats
# What plans cost, by the price books that are shipped. Each sum was worked out by hand, from the prices that the book
# gives with their sources; an hour is counted 730 times.

# shellcheck disable=SC2154 # cost.bash sets the actions of changes, and bats what it ran

load setup
load cost

@test "every price book fits the schema, and every name in it leads somewhere" {
	local book
	for book in "$ROOT"/stacks/prices/*.json; do
		yaml-to-tfvars -s "$ROOT/stacks/prices.schema.json" -o checked.json "$book"
		jq -e --arg file "$(basename "$book" .json)" '.provider == $file and (.sources | keys) as $sources | (.prices | keys) as $prices
			| ([.prices[][].source, .resources[].free // empty] | all(. as $s | $sources | index($s) != null))
			and ([.resources[].components // [] | .[].price] | all(. as $p | $prices | index($p) != null))' "$book" >/dev/null ||
			{ echo "$book: a name leads nowhere"; return 1; }
	done
}

@test "every resource type of the modules is in its provider's book" {
	local missing
	missing=$(for provider in aws azure cloudflare gcp heroku hetzner oci; do
		grep -hoE '^resource "[a-z0-9_]+"' "$ROOT"/modules/*/"$provider"/*.tf | cut -d'"' -f2 | sort -u |
			grep -vxFf <(jq -r '.resources | keys[]' "$ROOT/stacks/prices/$provider.json"; echo terraform_data) || true
	done)
	echo "$missing"
	[ -z "$missing" ]
}

@test "every neutral size of servers and load balancers is in its provider's book, for some region" {
	local missing
	missing=$(for provider in aws azure gcp hetzner oci; do
		sed -nE 's/^ +(small|medium|large|xlarge) += (\{ type = )?"([^"]+)".*/\3/p' "$ROOT/modules/compute/$provider/sizes.tf" |
			grep -vxFf <(jq -r '.prices[][].values // {} | keys[]' "$ROOT/stacks/prices/$provider.json") || true
	done)
	echo "$missing"
	[ -z "$missing" ]
}

@test "Hetzner: servers, backups, addresses, volumes, a load balancer" {
	{
		# 8.49 + 20 % of it + 0.50 = 10.688
		hetzner 'module.compute.hcloud_server.this[0]' "$create" null \
			'{"server_type": "cx33", "location": "nbg1", "backups": true, "public_net": [{"ipv4_enabled": true}]}'
		hetzner hcloud_server.private "$create" null '{"server_type": "cpx22", "location": "hel1"}' # 19.49
		hetzner hcloud_volume.data "$create" null '{"size": 50, "location": "fsn1"}'                 # 50 × 0.0572 = 2.86
		hetzner hcloud_load_balancer.this "$create" null '{"load_balancer_type": "lb11", "location": "fsn1"}' # 7.49
		hetzner hcloud_load_balancer.medium "$create" null '{"load_balancer_type": "lb21", "location": "nbg1"}' # 21.49
		hetzner hcloud_firewall.this "$create" null '{}'
	} | plan web
	prints 'web EUR 0 62.018 62.018' costs web/plan.json
	[[ $(cost-gate --prices "$ROOT/stacks/prices" web/plan.json) == *'  web '*' EUR          0.00        62.02       +62.02'$'\n'* ]]
}

@test "Oracle: cores, memory, volumes with their performance, a load balancer with its bandwidth" {
	{
		# 2 × 0.025 × 730 = 36.5; 8 × 0.0015 × 730 = 8.76; 50 × 0.0255 = 1.275; 50 × 10 × 0.0017 = 0.85
		oci oci_core_instance.this "$create" null '{"shape": "VM.Standard.E4.Flex", "shape_config": [{"ocpus": 2, "memory_in_gbs": 8}],
			"source_details": [{"boot_volume_size_in_gbs": "50"}]}'
		# 100 × 0.0255 + 100 × 20 × 0.0017 = 5.95
		oci oci_core_volume.this "$create" null '{"size_in_gbs": "100", "vpus_per_gb": "20"}'
		# 0.0113 × 730 + 10 × 0.0001 × 730 = 8.979
		oci oci_load_balancer_load_balancer.this "$create" null '{"shape": "flexible", "shape_details": [{"minimum_bandwidth_in_mbps": 10}]}'
	} | plan web
	prints 'web USD 0 62.314 62.314' costs web/plan.json
}

@test "Heroku: dynos, a private space, add-ons" {
	{
		heroku heroku_formation.this "$create" null '{"size": "performance-l", "quantity": 3}' # 1500
		heroku heroku_space.this "$create" null '{"region": "frankfurt"}'                      # 1000
		heroku heroku_addon.db "$create" null '{"plan": "heroku-postgresql:essential-1"}'     # 9
		heroku heroku_app.this "$create" null '{}'
	} | plan web
	prints 'web USD 0 2509 2509' costs web/plan.json
}

@test "AWS: an instance, volumes, a load balancer, address translation, a zone" {
	{
		# 0.048 × 730 = 35.04; 0.005 × 730 = 3.65; 20 × 0.0952 = 1.904
		aws aws_instance.this "$create" null '{"instance_type": "t3.medium", "associate_public_ip_address": true,
			"root_block_device": [{"volume_type": "gp3", "volume_size": 20}]}' '{"availability_zone": true}'
		aws aws_instance.medium "$create" null '{"instance_type": "c7i.xlarge", "availability_zone": "eu-central-1a"}' # 148.701
		aws aws_ebs_volume.this "$create" null '{"availability_zone": "eu-central-1b", "type": "gp3", "size": 100}' # 9.52
		aws aws_lb.this "$create" null '{"load_balancer_type": "network"}' '{"region": true}'                        # 19.71
		aws aws_nat_gateway.this "$create" null '{"availability_mode": "regional"}'                                  # 37.96
		aws aws_route53_zone.this "$create" null '{"name": "example.com"}'                                           # 0.50
	} | plan web
	prints 'web USD 0 256.985 256.985' costs web/plan.json
}

@test "Google Cloud: a machine, disks, a load balancer of two rules, a zone" {
	{
		# 0.04316778 × 730 = 31.5124794; 0.005 × 730 = 3.65; 20 × 0.12 = 2.4
		gcp google_compute_instance.this "$create" null '{"machine_type": "e2-medium", "zone": "europe-west3-a",
			"network_interface": [{"access_config": [{}]}], "boot_disk": [{"initialize_params": [{"type": "pd-balanced", "size": 20}]}]}'
		# 4 cores, 8 GiB: (4 × 0.0281037 + 8 × 0.00376602) × 1.05 × 730 = 109.25917884
		gcp google_compute_instance.medium "$create" null '{"machine_type": "e2-custom-4-8192", "zone": "europe-west3-a"}'
		gcp google_compute_disk.this "$create" null '{"type": "pd-standard", "size": 100, "zone": "europe-west3-c"}' # 4.8
		gcp 'google_compute_global_forwarding_rule.this["ipv4"]' "$create" null '{}' # 18.25 for both
		gcp 'google_compute_global_forwarding_rule.this["ipv6"]' "$create" null '{}'
		gcp google_dns_managed_zone.this "$create" null '{}' # 0.2
	} | plan web
	prints 'web USD 0 170.07165824 170.07165824' costs web/plan.json
}

@test "Azure: addresses, address translation, a zone; and where the book has machines, one with disks" {
	{
		azure azurerm_public_ip.this "$create" null '{"location": "germanywestcentral", "sku": "Standard"}' # 3.65
		azure azurerm_nat_gateway.this "$create" null '{"location": "germanywestcentral"}'                   # 32.85
		azure azurerm_dns_zone.this "$create" null '{}'                                                       # 0.5
		# 0.0376 × 730 = 27.448; a disk of 30 GiB is one of 32: 2.4
		azure azurerm_linux_virtual_machine.this "$create" null '{"location": "eastus", "size": "Standard_B2als_v2",
			"os_disk": [{"storage_account_type": "StandardSSD_LRS", "disk_size_gb": 30}]}'
		azure azurerm_linux_virtual_machine.medium "$create" null '{"location": "westus2", "size": "Standard_B4als_v2"}' # 97.09
		azure azurerm_managed_disk.this "$create" null '{"location": "eastus", "storage_account_type": "StandardSSD_LRS", "disk_size_gb": 129}' # 19.2
	} | plan web
	prints 'web USD 0 183.138 183.138' costs web/plan.json
}

@test "Azure: more than five rules of a load balancer, and the data that it processes" {
	{
		for i in 1 2 3 4 5 6 7; do azure "azurerm_lb_rule.this[\"$i\"]" "$create" null '{}'; done # 0.025 × 730 + 2 × 0.01 × 730 = 32.85
		azure azurerm_lb.this "$create" null '{"location": "germanywestcentral", "sku": "Standard"}' # 200 × 0.005 = 1
	} | plan web
	echo 'usage: {azurerm_lb: {data_gb: 200}}' >usage.yml
	prints 'web USD 0 33.85 33.85' costs --usage usage.yml web/plan.json
	prints 'web USD 0 32.85 32.85' costs web/plan.json
}

@test "Oracle: a zone costs what is asked of it" {
	oci oci_dns_zone.this "$create" null '{"name": "example.com"}' | plan web
	echo 'usage: {oci_dns_zone: {million_queries: 3}}' >usage.yml
	prints 'web USD 0 2.55 2.55' costs --usage usage.yml web/plan.json # 3 × 0.85
	prints 'oci_dns_zone.this Queries: not-estimated -' items web/plan.json
}

@test "what is free of charge, by the books" {
	local type
	{
		for type in aws_iam_role aws_placement_group aws_backup_selection; do aws "$type.this" "$create" null '{}'; done
		for type in azurerm_management_lock azurerm_role_assignment; do azure "$type.this" "$create" null '{}'; done
		cloudflare cloudflare_zone.this "$create" null '{}'
		gcp google_compute_network.this "$create" null '{}'
		for type in {,default_}route_table default_security_list {internet,nat}_gateway network_security_group subnet vcn; do
			oci "oci_core_$type.this" "$create" null '{}'
		done
	} | plan web
	items web/plan.json >found
	[ "$(grep -c ': free -$' found)" -eq 15 ]
	[ "$(wc -l <found)" -eq 15 ]
	[[ $(report web/plan.json) == *'"source": "a part of aws_backup_plan"'* ]]
}

@test "units on several clouds: each unit, and all of them, in each currency" {
	{ hetzner hcloud_server.this "$create" null "$(server)"; heroku heroku_formation.this "$create" null '{"size": "basic", "quantity": 1}'; } | plan mixed
	hetzner hcloud_server.this "$same" "$(server cx33)" "$(server cx33)" | plan web
	prints "$(printf '%s\n' 'mixed EUR 0 5.49 5.49' 'mixed USD 0 7 7' 'web EUR 8.49 8.49 0')" costs {mixed,web}/plan.json
	[ "$(cost-gate --prices "$ROOT/stacks/prices" -f json {mixed,web}/plan.json | jq -c '[.totals[] | [.currency, .before, .after, .change]]')" = \
		'[["EUR","8.49","13.98","5.49"],["USD","0","7","7"]]' ]
}

@test "created, changed, replaced, moved, deleted and forgotten resources" {
	{
		hetzner 'hcloud_server.this["new"]' "$create" null "$(server)"               #     0 → 5.49
		hetzner hcloud_server.grown "$update" "$(server)" "$(server cx43)"           #  5.49 → 15.99
		hetzner hcloud_server.again '["create","delete"]' "$(server cx33)" "$(server cx33)" # 8.49 → 8.49
		hetzner hcloud_server.gone "$delete" "$(server cx53)" null                   # 29.49 → 0
		hetzner hcloud_server.left '["forget"]' "$(server)" null                     #  5.49 → 5.49: it runs on
		hetzner hcloud_server.there "$same" "$(server)" "$(server)" | jq -c '.previous_address = "hcloud_server.here"'
		hetzner hcloud_server.old "$delete" "$(server)" null | jq -c '.deposed = "byebye01"' # 5.49 → 0
		hetzner data.hcloud_image.this '["read"]' null '{}' | jq -c '.mode = "data"'
	} | plan web
	prints 'web EUR 59.94 40.95 -18.99' costs web/plan.json
	run cost-gate --prices "$ROOT/stacks/prices" web/plan.json
	[[ $output == *'unchanged, moved from hcloud_server.here'* && $output == *'hcloud_server.old (deposed byebye01)'* ]]
	[ "$(cost-gate -f json web/plan.json | jq -c '[.units[].resources[].action]')" = \
		'["created","changed","replaced","deleted","forgotten","unchanged","deleted"]' ]
}

@test "what has no price is listed, and is no zero in the sums" {
	{
		hetzner hcloud_server.this "$create" null '{"server_type": "cx99", "location": "fsn1"}'
		hetzner hcloud_server.there "$create" null "$(server cx23 ash)"
		hetzner hcloud_server.unset "$create" null '{"location": "fsn1"}'
		hetzner hcloud_rdns.this "$create" null '{}'
		aws aws_lb.this "$create" null '{"load_balancer_type": "application"}'
		change random_id.this hashicorp/random "$create" null '{}'
		change terraform_data.this x "$create" null '{}' | jq -c '.provider_name = "terraform.io/builtin/terraform"'
	} | plan web
	diff <(items web/plan.json | grep -v Traffic) - <<-END
		hcloud_server.this Server: no-price -
		hcloud_server.there Server: no-price -
		hcloud_server.unset Server: no-price -
		hcloud_rdns.this All of it: no-price -
		aws_lb.this All of it: no-price -
		random_id.this All of it: no-price -
		terraform_data.this All of it: free -
	END
	prints '' costs web/plan.json
	run cost-gate --prices "$ROOT/stacks/prices" web/plan.json
	[[ $output == *'web: hcloud_server.this: Server (no price for server_type "cx99")'* ]]
	[[ $output == *'web: hcloud_server.there: Server (no price for region ash)'* ]]
	[[ $output == *'web: hcloud_server.unset: Server (server_type is not set)'* ]]
	[[ $output == *'web: hcloud_rdns.this: All of it (the price book hetzner has no hcloud_rdns)'* ]]
	[[ $output == *'web: aws_lb.this: All of it (the price book aws has no price for this form of it)'* ]]
	[[ $output == *'web: random_id.this: All of it (no price book for registry.terraform.io/hashicorp/random)'* ]]
	[[ $output == *'  web'*'nothing that has a price'* ]]
}

@test "what is known after apply is listed" {
	{
		hetzner hcloud_server.this "$create" null '{"location": "fsn1"}' '{"server_type": true}'
		hetzner hcloud_volume.this "$create" null '{"location": "fsn1"}' '{"size": true}'
		hetzner hcloud_server.some "$create" null '{"location": "fsn1", "server_type": "cx23"}' '{"backups": true}'
		aws aws_instance.this "$create" null '{"instance_type": "t3.medium", "root_block_device": [{"volume_type": "gp3"}]}' \
			'{"availability_zone": true, "root_block_device": [{"volume_size": true}]}'
	} | plan web
	diff <(items web/plan.json | grep -v Traffic) - <<-END
		hcloud_server.this Server: unknown -
		hcloud_volume.this Volume: unknown -
		hcloud_server.some Server: priced 5.49
		hcloud_server.some Backups: unknown -
		aws_instance.this Instance: priced 35.04
		aws_instance.this Root volume: unknown -
	END
	[[ $(cost-gate --prices "$ROOT/stacks/prices" web/plan.json) == *'web: hcloud_volume.this: Volume (size is known after apply)'* ]]
}

@test "usage: of a resource, of a type in a unit, of a type; what it does not say is not estimated, or assumed and told" {
	{
		hetzner hcloud_load_balancer.a "$create" null '{"load_balancer_type": "lb11", "location": "fsn1"}'
		hetzner hcloud_load_balancer.b "$create" null '{"load_balancer_type": "lb11", "location": "fsn1"}'
		hetzner hcloud_server.this "$create" null "$(server)"
		aws aws_nat_gateway.this "$create" null '{}'
	} | plan web
	printf '%s\n' 'usage:' '  hcloud_load_balancer: {extra_traffic_tb: 1}' '  web/hcloud_load_balancer: {extra_traffic_tb: 2.5}' \
		'  hcloud_load_balancer.b: {extra_traffic_tb: 9}' '  web/hcloud_load_balancer.b: {extra_traffic_tb: 4}' >usage.yml
	items --usage usage.yml web/plan.json | grep Traffic | diff - <(printf '%s\n' \
		'hcloud_load_balancer.a Traffic beyond what is included: priced 2.5' \
		'hcloud_load_balancer.b Traffic beyond what is included: priced 4' \
		'hcloud_server.this Traffic beyond what is included: not-estimated -')
	run cost-gate --prices "$ROOT/stacks/prices" web/plan.json
	[[ $output == *'web: hcloud_load_balancer.a: Traffic beyond what is included (usage does not say extra_traffic_tb)'* ]]
	[[ $output == *'NAT gateway, for each zone: 730 hour at 0.052, 37.96 USD'*'zones taken for 1: usage does not say'* ]]
	echo 'usage: 3' >usage.yml
	fails 65 'cost-gate: usage.yml:1:8: usage must be a mapping' cost-gate --usage usage.yml web/plan.json
}

@test "more than five forwarding rules: the first five share a price, the others have one each" {
	for i in 1 2 3 4 5 6 7; do gcp "google_compute_global_forwarding_rule.this[\"$i\"]" "$same" '{}' '{}'; done | plan web
	prints 'web USD 32.85 32.85 0' costs web/plan.json # 18.25 + 2 × 7.3
}

@test "a plan's variable region counts where a resource does not say where it is" {
	aws aws_lb.this "$create" null '{"load_balancer_type": "network"}' | plan web eu-central
	aws aws_lb.this "$create" null '{"load_balancer_type": "network"}' | plan far us-east
	prints 'web USD 0 19.71 19.71' costs {web,far}/plan.json
	[[ $(cost-gate --prices "$ROOT/stacks/prices" {web,far}/plan.json) == *'far: aws_lb.this: '*'(no price for region us-east-1)'* ]]
}

@test "prices that are old are a warning in every format, for the books that counted" {
	hetzner hcloud_server.this "$create" null "$(server)" | plan web
	local warning='prices of hetzner are from 2026-06-15, more than 162 days ago (list of 15 June 2026, servers for new orders)' format
	for format in table markdown json; do
		[[ $(cost-gate --max-age 162 --prices "$ROOT/stacks/prices" -f "$format" web/plan.json) == *"$warning"* ]]
		[[ $(cost-gate --max-age 163 --prices "$ROOT/stacks/prices" -f "$format" web/plan.json) != *'prices of'* ]]
	done
}

@test "numbers of any size are exact" {
	hetzner hcloud_volume.this "$create" null '{"size": 0, "location": "fsn1"}' | plan web
	sed -i 's/"size":0/"size":123456789012345678901234567890/' web/plan.json
	prints 'web EUR 0 7061728331506172833150617283.308 7061728331506172833150617283.308' costs web/plan.json
	sed -i 's/"size":1[0-9]*/"size":1e400/' web/plan.json
	run -0 costs web/plan.json
	[ "${#output}" -gt 800 ]
	sed -i 's/"size":1e400/"size":1e10001/' web/plan.json
	run -0 items web/plan.json
	[ "$output" = 'hcloud_volume.this Volume: no-price -' ]
}

@test "compared with another plan: what differs, what only one of the two has, whole units" {
	{
		hetzner hcloud_server.same "$create" null "$(server)"                # 5.49, there as well
		hetzner hcloud_server.grown "$create" null "$(server cx43)"          # 15.99, there 5.49
		hetzner hcloud_server.new "$create" null "$(server cx33)"            # 8.49
		hetzner hcloud_server.doomed "$delete" "$(server cx53)" null         # there it stays: 29.49
	} | plan web
	{
		hetzner hcloud_server.same "$same" "$(server)" "$(server)"
		hetzner hcloud_server.grown "$create" null "$(server)"
		hetzner hcloud_server.dropped "$create" null "$(server)"             # 5.49
		hetzner hcloud_server.doomed "$same" "$(server cx53)" "$(server cx53)"
		hetzner hcloud_server.gone "$delete" "$(server)" null                # in neither
	} | plan base/web
	hetzner hcloud_server.this "$same" "$(server)" "$(server)" | plan new
	hetzner hcloud_server.this "$create" null "$(server)" | plan base/old
	prints "$(printf '%s\n' 'web EUR 45.96 29.97 -15.99' 'new EUR 0 5.49 5.49' 'old EUR 5.49 0 -5.49')" \
		costs {web,new}/plan.json --base base/web/plan.json --base old=base/old/plan.json
	cost-gate --prices "$ROOT/stacks/prices" -f json web/plan.json --base base/web/plan.json |
		jq -r '.units[].resources[] | "\(.address) \(.action)"' | sort | diff - <(printf '%s\n' 'hcloud_server.doomed deleted' \
			'hcloud_server.dropped deleted' 'hcloud_server.grown changed' 'hcloud_server.new created' 'hcloud_server.same unchanged')
}
