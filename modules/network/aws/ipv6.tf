# AWS chooses a network's IPv6 range, a /56; each subnet has the /64 at its own place, so that units which join the
# network never meet. A network's range divided by 256 is the smallest place.

# Only of a network that is there: a mock of an id is none, and a plan of a new network needs no account.
data "aws_vpc" "given" {
  count = can(regex("^vpc-", var.network_id)) ? 1 : 0

  id = var.network_id
}

locals {
  ipv6_range = try(var.network_id == null ? aws_vpc.this[0].ipv6_cidr_block : data.aws_vpc.given[0].ipv6_cidr_block, null)

  prefix = tonumber(split("/", var.cidr)[1])

  # Addresses as numbers, of the network and of its subnets.
  numbers = {
    for cidr in concat([var.cidr], var.subnet_cidrs) :
    cidr => sum([for i, octet in split(".", split("/", cidr)[0]) : tonumber(octet) * pow(256, 3 - i)])
  }

  ipv6_ranges = {
    for cidr in var.subnet_cidrs :
    cidr => try(cidrsubnet(local.ipv6_range, 8, floor((local.numbers[cidr] - local.numbers[var.cidr]) / pow(2, 24 - local.prefix))), null)
  }
}
