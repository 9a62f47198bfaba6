locals {
  # Oracle Cloud has a rule for each range. The key says all that makes a rule, so that a new one moves no other.
  rules = merge([
    for rule in var.rules : {
      for cidr in rule.cidrs : join(" ", [
        rule.direction, rule.protocol, rule.port == null ? "any" : rule.last_port == null ? rule.port : "${rule.port}-${rule.last_port}", cidr
      ]) => merge(rule, { cidr = cidr })
    }
  ]...)

  # Without a rule for what leaves, everything may.
  leaving = anytrue([for rule in var.rules : rule.direction == "out"]) ? [] : ["0.0.0.0/0", "::/0"]

  # Protocol numbers (IANA): ICMP, TCP, UDP; ICMP for IPv6 is another.
  protocols = { icmp = "1", tcp = "6", udp = "17" }
}

resource "oci_core_network_security_group" "this" {
  compartment_id = local.compartment_id
  vcn_id         = var.network_id == null ? "" : var.network_id
  display_name   = local.name
  freeform_tags  = local.labels
}

resource "oci_core_network_security_group_security_rule" "this" {
  for_each = local.rules

  network_security_group_id = oci_core_network_security_group.this.id
  direction                 = each.value.direction == "in" ? "INGRESS" : "EGRESS"
  protocol                  = each.value.protocol == "icmp" && strcontains(each.value.cidr, ":") ? "58" : local.protocols[each.value.protocol]
  source                    = each.value.direction == "in" ? each.value.cidr : null
  source_type               = each.value.direction == "in" ? "CIDR_BLOCK" : null
  destination               = each.value.direction == "out" ? each.value.cidr : null
  destination_type          = each.value.direction == "out" ? "CIDR_BLOCK" : null
  stateless                 = false
  description               = each.value.description

  dynamic "tcp_options" {
    for_each = each.value.protocol == "tcp" && each.value.port != null ? [each.value.port] : []

    content {
      destination_port_range {
        min = tcp_options.value
        max = each.value.last_port == null ? tcp_options.value : each.value.last_port
      }
    }
  }

  dynamic "udp_options" {
    for_each = each.value.protocol == "udp" && each.value.port != null ? [each.value.port] : []

    content {
      destination_port_range {
        min = udp_options.value
        max = each.value.last_port == null ? udp_options.value : each.value.last_port
      }
    }
  }
}

resource "oci_core_network_security_group_security_rule" "leaving" {
  for_each = toset(local.leaving)

  network_security_group_id = oci_core_network_security_group.this.id
  direction                 = "EGRESS"
  protocol                  = "all"
  destination               = each.value
  destination_type          = "CIDR_BLOCK"
  stateless                 = false
  description               = "Everything may leave"
}
