# A security group with one rule for each of the inventory's rules and each of its ranges: AWS holds them so.

resource "aws_security_group" "this" {
  name        = local.name
  description = "Servers of ${local.name}"
  vpc_id      = var.network_id
  tags        = merge(local.labels, { Name = local.name })
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.rules["in"]

  security_group_id = aws_security_group.this.id
  ip_protocol       = each.value.protocol
  from_port         = each.value.first
  to_port           = each.value.last
  cidr_ipv4         = each.value.ipv4
  cidr_ipv6         = each.value.ipv6
  description       = each.value.description
  tags              = local.labels
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.rules["out"]

  security_group_id = aws_security_group.this.id
  ip_protocol       = each.value.protocol
  from_port         = each.value.first
  to_port           = each.value.last
  cidr_ipv4         = each.value.ipv4
  cidr_ipv6         = each.value.ipv6
  description       = each.value.description
  tags              = local.labels
}
