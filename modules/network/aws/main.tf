locals {
  network_id = var.network_id == null ? one(aws_vpc.this[*].id) : var.network_id

  # Subnet i is in zone i: a subnet is in one zone only.
  subnet_zones = {
    for i, cidr in var.subnet_cidrs : cidr => length(local.aws_zones) == 0 ? "" : element(local.aws_zones, i)
  }
}

resource "aws_vpc" "this" {
  count = var.network_id == null ? 1 : 0

  cidr_block                       = var.cidr
  assign_generated_ipv6_cidr_block = true
  enable_dns_support               = true
  enable_dns_hostnames             = true
  tags                             = merge(local.labels, { Name = local.name })
}

# Subnets of load balancers, which need a way out of their own where the servers have address translation: made by the
# kind compute in this range, shared address space (RFC 6598) that no network of ours can overlap.
resource "aws_vpc_ipv4_cidr_block_association" "load_balancers" {
  count = var.network_id == null ? 1 : 0

  vpc_id     = aws_vpc.this[0].id
  cidr_block = "100.64.0.0/16"
}

# AWS gives each network a security group that lets its members talk. Nothing of ours is in it; taken over here, it
# allows nothing.
resource "aws_default_security_group" "this" {
  count = var.network_id == null ? 1 : 0

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.labels, { Name = "${local.name}-default" })
}

resource "aws_subnet" "this" {
  for_each = toset(var.subnet_cidrs)

  vpc_id            = local.network_id
  availability_zone = local.subnet_zones[each.value]
  cidr_block        = each.value
  ipv6_cidr_block   = local.ipv6_ranges[each.value]
  # Which server has public addresses is the server's own business.
  map_public_ip_on_launch         = false
  assign_ipv6_address_on_creation = false
  tags                            = merge(local.labels, { Name = "${local.name}-${replace(each.value, "/", "-")}" })
}
