output "network_id" {
  description = "The network, made here or given."
  value       = local.network_id
}

output "subnet_ids" {
  description = "The subnets made here: range => id."
  value       = true ? tomap({ for cidr, subnet in google_compute_subnetwork.this : cidr => subnet.id }) : tomap({ none = "" })
}

output "route_table_id" {
  description = "The table that other units add routes to; Google's routes are the network's own."
  value       = ""
}
