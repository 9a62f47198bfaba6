output "network_id" {
  description = "The network, made here or given."
  value       = local.network_id

  precondition {
    condition     = var.oci.compartment_id != null
    error_message = local.no_compartment
  }
}

output "subnet_ids" {
  description = "The subnets made here: range => id."
  value       = true ? tomap({ for cidr, subnet in oci_core_subnet.this : cidr => subnet.id }) : tomap({ none = "" })
}

output "route_table_id" {
  description = "The route table behind address translation, for units that join with nat; empty where the network has none."
  value       = local.nat_table

  precondition {
    condition     = local.own || !var.nat || local.nat_table != ""
    error_message = "Unit ${var.context.unit} wants nat in another unit's network, which has no address translation: set nat: true in the unit that makes the network."
  }
}
