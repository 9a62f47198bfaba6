# In: SSH from the ranges named. Out: SSH to the private network, and what the system needs: names, and packages by
# HTTP and HTTPS. EC2's own services for time and metadata are not filtered.

locals {
  out = merge(
    { "tcp 22 ${var.network_cidr}" = { protocol = "tcp", port = 22, cidr = var.network_cidr, description = "SSH to the private network" } },
    merge([
      for cidr in ["0.0.0.0/0", "::/0"] : {
        for service in ["udp 53", "tcp 53", "tcp 80", "tcp 443"] :
        "${service} ${cidr}" => {
          protocol = split(" ", service)[0], port = tonumber(split(" ", service)[1]), cidr = cidr, description = "Names and packages"
        }
      }
    ]...)
  )
}

resource "aws_security_group" "this" {
  name        = local.server_name
  description = "Bastion of ${local.name}"
  vpc_id      = var.network_id
  tags        = merge(local.labels, { Name = local.server_name })
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  for_each = toset(var.ssh_cidrs)

  security_group_id = aws_security_group.this.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = strcontains(each.value, ":") ? null : each.value
  cidr_ipv6         = strcontains(each.value, ":") ? each.value : null
  description       = "SSH"
  tags              = local.labels
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.out

  security_group_id = aws_security_group.this.id
  ip_protocol       = each.value.protocol
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_ipv4         = strcontains(each.value.cidr, ":") ? null : each.value.cidr
  cidr_ipv6         = strcontains(each.value.cidr, ":") ? each.value.cidr : null
  description       = each.value.description
  tags              = local.labels
}
