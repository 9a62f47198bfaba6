output "network_id" {
  description = "The network, made here or given."
  value       = local.network_id

  # docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html: a network and a subnet have /16 to /28.
  precondition {
    condition = alltrue([
      for cidr in concat([var.cidr], var.subnet_cidrs) :
      tonumber(split("/", cidr)[1]) >= 16 && tonumber(split("/", cidr)[1]) <= 28
    ])
    error_message = "AWS's networks and subnets have ranges from /16 to /28."
  }
}

output "subnet_ids" {
  description = "The subnets made here: range => id."
  value       = true ? tomap({ for cidr, subnet in aws_subnet.this : cidr => subnet.id }) : tomap({ none = "" })

  # Servers of a subnet that is not routed yet would start their first boot without a way out.
  depends_on = [aws_main_route_table_association.this, aws_route.internet, aws_route.nat, aws_route_table_association.nat]

  precondition {
    condition     = length(var.subnet_cidrs) == 0 || length(local.aws_zones) > 0
    error_message = "No zones are known for AWS's region ${local.aws_region}: add it to modules/providers/aws/regions.tf."
  }

  # An IPv6 range for each is what AWS has 256 of in a network.
  precondition {
    condition     = alltrue([for cidr in var.subnet_cidrs : tonumber(split("/", cidr)[1]) <= local.prefix + 8])
    error_message = "A subnet on AWS is at least 1/256 of its network, /${local.prefix + 8} in ${var.cidr}: each has an IPv6 range of its own."
  }
}

output "route_table_id" {
  description = "The route table that units which join the network add their routes to; on AWS both of them, a comma between, where there is address translation."
  value       = join(",", local.route_tables)

  # A mock of an id says nothing about the network to come.
  precondition {
    condition     = var.network_id == null || !var.nat || !can(regex("^rtb-", var.route_table_id)) || length(local.route_tables) > 1
    error_message = "The network ${coalesce(var.network_id, "made here")} has no address translation: set nat for the unit that makes it."
  }

  precondition {
    condition     = var.network_id == null || length(var.routes) == 0 || var.route_table_id != null
    error_message = "Routes in a network of another unit need that unit's route_table_id."
  }
}
