#!/usr/bin/env bats
# Forms of a resource that the price books do not know: each is listed, whatever else of the resource has a price; and
# what is not there is not billed.

# shellcheck disable=SC2154 # cost.bash sets the actions of changes, and bats what it ran

load setup
load cost

# reasons FILE…: "ADDRESS NAME: REASON" a line, of what has no price or is unknown.
reasons() {
	report "$@" | jq -r '.units[].resources[] | .address as $a | .after[] | select(.status == "no-price" or .status == "unknown")
		| "\($a) \(.name): \(.reason)"'
}

# listed TYPE AFTER LINE…: a resource of TYPE that is AFTER has exactly these reasons, and with nothing else of its own
# the sum of what has a price stays.
listed() {
	local type=$1 after=$2 provider=hashicorp/aws
	shift 2
	case $type in
		azurerm_*) provider=hashicorp/azurerm ;;
		google_*) provider=hashicorp/google ;;
		hcloud_*) provider=hetznercloud/hcloud ;;
		heroku_*) provider=heroku/heroku ;;
		oci_*) provider=oracle/oci ;;
	esac
	change "$type.this" "$provider" "$create" null "$after" | plan web
	prints "$(printf "$type.this %s\n" "$@")" reasons web/plan.json
}

@test "every component of every book that has a condition says what it means when that is not met" {
	local book path count=0
	for book in "$ROOT"/stacks/prices/*.json; do
		while read -r path; do
			jq "delpaths([$path + [\"else\"]])" "$book" >book.json
			run -65 yaml-to-tfvars -s "$ROOT/stacks/prices.schema.json" -o /dev/null book.json
			mkdir -p books && mv book.json books
			hetzner hcloud_firewall.this "$create" null '{}' | plan web
			fails 65 'cost-gate: books/book.json:*: not a price book: with when there must be an else: "no-price" or {"nothing": why}' \
				cost-gate --prices books web/plan.json
			count=$((count + 1))
		done < <(jq -c 'paths(type == "object" and has("when"))' "$book")
	done
	[ "$count" -gt 30 ]
}

@test "a kind of volume, of disk, of load balancer, of address that no book has, beside what has a price" {
	listed aws_instance '{"instance_type": "t3.medium", "availability_zone": "eu-central-1a", "associate_public_ip_address": false,
		"root_block_device": [{"volume_type": "io2", "volume_size": 1000}]}' 'Root volume: no price for root_block_device.volume_type "io2"'
	prints 'web USD 0 35.04 35.04' costs web/plan.json
	listed aws_ebs_volume '{"availability_zone": "eu-central-1a", "type": "io2", "size": 1000}' 'Volume: no price for type "io2"'
	listed aws_lb '{"load_balancer_type": "gateway"}' 'Load balancer, without its capacity units: no price for load_balancer_type "gateway"'
	listed azurerm_linux_virtual_machine '{"location": "eastus", "size": "Standard_B4als_v2", "os_disk": [{"storage_account_type": "Premium_LRS",
		"disk_size_gb": 1024}]}' 'System disk: no price for os_disk.storage_account_type "Premium_LRS"'
	prints 'web USD 0 97.09 97.09' costs web/plan.json
	listed azurerm_managed_disk '{"location": "eastus", "storage_account_type": "UltraSSD_LRS", "disk_size_gb": 4}' \
		'Disk: no price for storage_account_type "UltraSSD_LRS"'
	listed azurerm_public_ip '{"sku": "Basic"}' 'Address: no price for sku "Basic"'
	listed azurerm_public_ip '{"sku": "Standard", "ip_version": "IPv6"}' 'Address: no price for ip_version "IPv6"'
	listed azurerm_nat_gateway '{"sku_name": "StandardV2"}' 'NAT gateway: no price for sku_name "StandardV2"'
	listed azurerm_lb '{"sku": "Gateway"}' 'Data: no price for sku "Gateway"'
	listed azurerm_storage_account '{"location": "eastus", "account_kind": "StorageV2", "account_tier": "Standard", "access_tier": "Cool",
		"account_replication_type": "LRS"}' 'Block blobs, hot: no price for access_tier "Cool"'
	listed google_compute_disk '{"zone": "europe-west3-a", "type": "pd-ssd", "size": 9}' 'Disk: no price for type "pd-ssd"'
	listed hcloud_primary_ip '{"type": "ipv6", "location": "fsn1"}' 'Primary IPv4: no price for type "ipv6"'
	listed oci_load_balancer_load_balancer '{"shape": "100Mbps"}' 'Load balancer: no price for shape "100Mbps"'
	listed oci_objectstorage_bucket '{"storage_tier": "Archive"}' 'Storage: no price for storage_tier "Archive"'
}

@test "a condition on what is not set: said so" {
	listed azurerm_linux_virtual_machine '{"location": "eastus", "size": "Standard_B4als_v2"}' \
		'System disk: no price where os_disk.storage_account_type is not set'
	listed azurerm_lb '{}' 'Data: no price where sku is not set'
}

@test "what costs something and is in no price of the books: listed where it is there" {
	local instance='"instance_type": "t3.medium", "availability_zone": "eu-central-1a"' gp3='"volume_type": "gp3", "volume_size": 20'
	local machine='"machine_type": "e2-medium", "zone": "europe-west3-a", "network_interface": [{"access_config": []}],
		"boot_disk": [{"initialize_params": [{"type": "pd-balanced", "size": 20}]}]'
	listed aws_instance "{$instance, \"root_block_device\": [{$gp3, \"iops\": 3001, \"throughput\": 125.5}]}" \
		'Root volume, operations beyond those included: no price for root_block_device.iops above 3000' \
		'Root volume, throughput beyond what is included: no price for root_block_device.throughput above 125'
	listed aws_instance "{$instance, \"root_block_device\": [{$gp3}], \"ebs_block_device\": [{\"delete_on_termination\": false},
		{\"delete_on_termination\": true, \"volume_type\": \"gp3\"}], \"monitoring\": true, \"tenancy\": \"host\"}" \
		'Further volumes of its own: no price for ebs_block_device.delete_on_termination "true"' \
		'Detailed monitoring: no price for monitoring "true"' 'Dedicated hardware: no price for tenancy "host"'
	listed aws_ebs_volume '{"availability_zone": "eu-central-1a", "type": "gp3", "size": 1, "iops": 16000, "throughput": 1000, "volume_initialization_rate": 100}' \
		'Operations beyond those included: no price for iops above 3000' 'Throughput beyond what is included: no price for throughput above 125' \
		'Initialization at a set rate: no price for volume_initialization_rate'
	listed aws_lb '{"load_balancer_type": "network", "minimum_load_balancer_capacity": [{"capacity_units": 5500}]}' \
		'Capacity that is reserved: no price for minimum_load_balancer_capacity.capacity_units'
	listed azurerm_linux_virtual_machine '{"location": "eastus", "size": "Standard_B4als_v2", "additional_capabilities": [{"ultra_ssd_enabled": true}],
		"os_disk": [{"storage_account_type": "StandardSSD_LRS", "disk_size_gb": 30}], "plan": [{"name": "x"}]}' \
		'Ultra disks, the reservation for them: no price for additional_capabilities.ultra_ssd_enabled "true"' \
		'Image of the marketplace: no price for plan'
	listed azurerm_managed_disk '{"location": "eastus", "storage_account_type": "StandardSSD_LRS", "disk_size_gb": 4, "max_shares": 2}' \
		'Shares beyond the first: no price for max_shares above 1'
	listed azurerm_public_ip '{"sku": "Standard", "ddos_protection_mode": "Enabled"}' 'Protection against floods: no price for ddos_protection_mode "Enabled"'
	listed azurerm_storage_account '{"location": "eastus", "account_tier": "Standard", "account_replication_type": "LRS", "sftp_enabled": true}' \
		'SFTP: no price for sftp_enabled "true"'
	listed google_compute_instance "{$machine, \"scratch_disk\": [{}, {}], \"guest_accelerator\": [{\"type\": \"nvidia-l4\", \"count\": 1}],
		\"network_performance_config\": [{\"total_egress_bandwidth_tier\": \"TIER_1\"}], \"scheduling\": [{\"node_affinities\": [{}]}]}" \
		'Local SSDs: no price for scratch_disk' 'Accelerators: no price for guest_accelerator' \
		'Bandwidth of tier 1: no price for network_performance_config.total_egress_bandwidth_tier "TIER_1"' \
		'Hardware of its own: no price for scheduling.node_affinities'
	listed google_storage_bucket '{"location": "EUROPE-WEST3", "storage_class": "STANDARD", "autoclass": [{"enabled": true}]}' \
		'Management by Autoclass: no price for autoclass.enabled "true"'
	listed oci_core_instance '{"shape": "VM.Standard.E4.Flex", "shape_config": [{"ocpus": 1, "memory_in_gbs": 1}], "source_details": [{"boot_volume_size_in_gbs": "50"}],
		"launch_volume_attachments": [{"launch_create_volume_details": []}, {"launch_create_volume_details": [{"size_in_gbs": "50"}]}]}' \
		'Volumes that are made with it: no price for launch_volume_attachments.launch_create_volume_details'
	listed oci_core_volume '{"size_in_gbs": "50", "block_volume_replicas": [{}], "autotune_policies": [{"autotune_type": "PERFORMANCE_BASED"}]}' \
		'Replicas: no price for block_volume_replicas' 'Performance that is tuned by the load: no price for autotune_policies'
	listed oci_objectstorage_bucket '{"auto_tiering": "InfrequentAccess"}' 'Tiers that are chosen by use: no price for auto_tiering "InfrequentAccess"'
}

@test "what is not there, or is in the price, is not listed; nor what a provider works out where the code does not set it" {
	{
		# As a real plan has them: 35.04 + 3.65 + 20 × 0.0952 = 40.594; 9.52
		aws aws_instance.this "$create" null '{"instance_type": "t3.medium", "associate_public_ip_address": true, "tenancy": null, "ebs_block_device": [],
			"root_block_device": [{"volume_type": "gp3", "volume_size": 20}]}' '{"availability_zone": true, "monitoring": true, "tenancy": true,
			"ebs_block_device": true, "root_block_device": [{"iops": true, "throughput": true}]}'
		aws aws_instance.there "$same" '{}' '{"instance_type": "t3.medium", "availability_zone": "eu-central-1a", "associate_public_ip_address": false,
			"monitoring": false, "tenancy": "default", "ebs_block_device": [{"delete_on_termination": false, "volume_size": 100}],
			"root_block_device": [{"volume_type": "gp3", "volume_size": 20, "iops": 3000, "throughput": 125}]}' # 36.944
		aws aws_ebs_volume.this "$create" null '{"availability_zone": "eu-central-1b", "type": "gp3", "size": 100}' '{"iops": true, "throughput": true}'
		aws aws_lb.this "$create" null '{"load_balancer_type": "network", "minimum_load_balancer_capacity": []}' '{"region": true}' # 19.71
	} | plan web
	prints 'web USD 0 106.768 106.768' costs web/plan.json
	prints '' reasons web/plan.json
	# 31.5124794 + 2.4
	gcp google_compute_instance.this "$create" null '{"machine_type": "e2-medium", "zone": "europe-west3-a", "scratch_disk": [], "scheduling": null,
		"network_interface": [{"access_config": []}], "boot_disk": [{"initialize_params": [{"type": "pd-balanced", "size": 20}]}]}' \
		'{"guest_accelerator": true, "scheduling": true}' | plan web
	prints 'web USD 0 33.9124794 33.9124794' costs web/plan.json
	prints '' reasons web/plan.json
	heroku heroku_space.this "$create" null '{"shield": true}' | plan web
	prints 'web USD 0 3000 3000' costs web/plan.json
	prints '' reasons web/plan.json
}

@test "a condition that hangs on what is known after apply: unknown, unless it is one that the provider works out" {
	aws aws_instance.this "$create" null '{"instance_type": "t3.medium", "availability_zone": "eu-central-1a",
		"root_block_device": [{"volume_size": 20}]}' '{"associate_public_ip_address": true, "root_block_device": [{"volume_type": true}]}' | plan web
	prints "$(printf 'aws_instance.this %s is known after apply\n' 'Public IPv4: associate_public_ip_address' 'Root volume: root_block_device.volume_type')" \
		reasons web/plan.json
	gcp google_compute_instance.this "$create" null '{"machine_type": "e2-medium", "zone": "europe-west3-a",
		"network_interface": [{"access_config": [{}]}, {}]}' '{"network_interface": [{}, {"access_config": true}], "scratch_disk": true, "boot_disk": true}' | plan web
	prints "$(printf 'google_compute_instance.this %s is known after apply\n' 'External IPv4: network_interface.access_config' \
		'Boot disk: boot_disk.initialize_params.size' 'Local SSDs: scratch_disk')" reasons web/plan.json
}

@test "a server of Hetzner's gets an IPv4 unless its public_net says no, or names one that is there" {
	local sum public_net
	while read -r sum public_net; do
		hetzner hcloud_server.this "$create" null "$(server | jq -c ".public_net = $public_net")" '{"public_net": [{"ipv4": true}]}' | plan web
		prints "web EUR 0 $sum $sum" costs web/plan.json
	done <<-END
		5.99 []
		5.99 null
		5.99 [{"ipv4_enabled": true, "ipv6_enabled": false}]
		5.99 [{"ipv4_enabled": true, "ipv4": 0}]
		5.49 [{"ipv4_enabled": true, "ipv4": 42}]
		5.49 [{"ipv4_enabled": false, "ipv6_enabled": true}]
	END
}

@test "of several nested blocks each counts" {
	# 3 addresses: 3 × 3.65, beside 31.5124794 + 2.4
	gcp google_compute_instance.this "$create" null '{"machine_type": "e2-medium", "zone": "europe-west3-a",
		"network_interface": [{"access_config": [{}]}, {"access_config": []}, {"access_config": [{}, {}]}],
		"boot_disk": [{"initialize_params": [{"type": "pd-balanced", "size": 20}]}]}' | plan web
	prints 'web USD 0 44.8624794 44.8624794' costs web/plan.json
}
