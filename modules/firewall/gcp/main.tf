# Google's firewall belongs to the network. A rule holds for the instances that carry its network tag, which therefore is
# what stands for the firewall. One rule has ranges of one address family only, and ICMP has another number in IPv6:
# cloud.google.com/firewall/docs/using-firewalls, 2026-11-24.

locals {
  tag = local.name

  # Named for what they say: a rule that is added or taken away leaves the others alone.
  rules = {
    for rule in distinct(flatten([
      for rule in distinct(var.rules) : [
        for family, cidrs in {
          ipv4 = [for cidr in rule.cidrs : cidr if !strcontains(cidr, ":")]
          ipv6 = [for cidr in rule.cidrs : cidr if strcontains(cidr, ":")]
          } : merge(rule, {
            name     = "${local.name}-${substr(sha256(jsonencode(merge(rule, { cidrs = cidrs }))), 0, 10)}"
            protocol = rule.protocol == "icmp" && family == "ipv6" ? "58" : rule.protocol
            cidrs    = cidrs
        }) if length(cidrs) > 0
      ]
    ])) : rule.name => rule
  }

  ports = {
    for name, rule in local.rules :
    name => rule.port == null ? [] : [rule.last_port == null ? tostring(rule.port) : "${rule.port}-${rule.last_port}"]
  }

  # Everything may leave until one rule says where to; then the rest may not.
  filters_out = anytrue([for rule in var.rules : rule.direction == "out"])
}

resource "google_compute_firewall" "this" {
  for_each = local.rules

  name               = each.key
  description        = each.value.description
  network            = try(coalesce(var.network_id, ""), "")
  direction          = each.value.direction == "in" ? "INGRESS" : "EGRESS"
  source_ranges      = each.value.direction == "in" ? each.value.cidrs : null
  destination_ranges = each.value.direction == "out" ? each.value.cidrs : null
  target_tags        = [local.tag]

  allow {
    protocol = each.value.protocol
    ports    = local.ports[each.key]
  }
}

resource "google_compute_firewall" "rest" {
  for_each = local.filters_out ? { "4" = "0.0.0.0/0", "6" = "::/0" } : {}

  name               = "${local.name}-rest-${each.key}"
  description        = "Whatever else would leave"
  network            = try(coalesce(var.network_id, ""), "")
  direction          = "EGRESS"
  priority           = 65534 # the last but what Google itself implies
  destination_ranges = [each.value]
  target_tags        = [local.tag]

  deny {
    protocol = "all"
  }
}
