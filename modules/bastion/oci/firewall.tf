# In by SSH from the ranges named; out by SSH to the private network only, and for what the system itself needs: names
# (53) and packages (80, 443).

locals {
  rules = merge(
    { for cidr in var.ssh_cidrs : "in tcp 22 ${cidr}" => { direction = "INGRESS", protocol = "6", port = 22, cidr = cidr, description = "SSH" } },
    {
      "out tcp 22"  = { direction = "EGRESS", protocol = "6", port = 22, cidr = var.network_cidr, description = "SSH to the private network" }
      "out tcp 53"  = { direction = "EGRESS", protocol = "6", port = 53, cidr = "0.0.0.0/0", description = "Names" }
      "out udp 53"  = { direction = "EGRESS", protocol = "17", port = 53, cidr = "0.0.0.0/0", description = "Names" }
      "out tcp 80"  = { direction = "EGRESS", protocol = "6", port = 80, cidr = "0.0.0.0/0", description = "Packages" }
      "out tcp 443" = { direction = "EGRESS", protocol = "6", port = 443, cidr = "0.0.0.0/0", description = "Packages" }
    },
  )
}

resource "oci_core_network_security_group" "this" {
  compartment_id = local.compartment_id
  vcn_id         = var.network_id
  display_name   = local.name
  freeform_tags  = local.labels
}

resource "oci_core_network_security_group_security_rule" "this" {
  for_each = local.rules

  network_security_group_id = oci_core_network_security_group.this.id
  direction                 = each.value.direction
  protocol                  = each.value.protocol
  source                    = each.value.direction == "INGRESS" ? each.value.cidr : null
  source_type               = each.value.direction == "INGRESS" ? "CIDR_BLOCK" : null
  destination               = each.value.direction == "EGRESS" ? each.value.cidr : null
  destination_type          = each.value.direction == "EGRESS" ? "CIDR_BLOCK" : null
  stateless                 = false
  description               = each.value.description

  dynamic "tcp_options" {
    for_each = each.value.protocol == "6" ? [each.value.port] : []

    content {
      destination_port_range {
        min = tcp_options.value
        max = tcp_options.value
      }
    }
  }

  dynamic "udp_options" {
    for_each = each.value.protocol == "17" ? [each.value.port] : []

    content {
      destination_port_range {
        min = udp_options.value
        max = udp_options.value
      }
    }
  }
}
