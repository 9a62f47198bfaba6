output "network_id" {
  description = "The network, made here or given."
  value       = local.network_id
}

output "subnet_ids" {
  description = "The subnets made here: range => id."
  value       = true ? tomap({ for cidr, subnet in azurerm_subnet.this : cidr => subnet.id }) : tomap({ none = "" })

  # What is in them has its way out from the start.
  depends_on = [azurerm_subnet_nat_gateway_association.this, azurerm_subnet_route_table_association.this]

  precondition {
    condition     = length(distinct(values(local.ipv6_subnet_cidrs))) == length(local.ipv6_subnet_cidrs)
    error_message = "In a network of ${var.cidr} Azure's subnets are at most /${tonumber(split("/", var.cidr)[1]) + 16}: smaller ones would share an IPv6 range."
  }
}

output "route_table_id" {
  description = "The route table that units which join the network add their routes to."
  value       = local.has_table ? local.route_table_id : ""

  precondition {
    condition     = local.has_table || length(var.routes) == 0
    error_message = "Azure keeps routes in a route table: give the network's as route_table_id."
  }
}
