output "network_id" {
  description = "The network, made here or given."
  value       = local.network_id

  # Hetzner attaches servers to a network, not to a subnet, and refuses while it has none.
  depends_on = [hcloud_network_subnet.this]
}

output "subnet_ids" {
  description = "The subnets made here: range => id."
  value       = true ? tomap({ for cidr, subnet in hcloud_network_subnet.this : cidr => subnet.id }) : tomap({ none = "" })

  precondition {
    condition     = length(var.subnet_cidrs) == 0 || var.hetzner.network_zone != null || local.hetzner_network_zone != null
    error_message = "No network zone is known for Hetzner's location ${var.region}: set hetzner.network_zone, or add it to modules/providers/hetzner/regions.tf."
  }
}

output "route_table_id" {
  description = "The table that routes are added to, where a cloud has such tables; Hetzner keeps routes with the network."
  value       = ""
}
