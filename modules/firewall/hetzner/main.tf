# Hetzner's firewalls filter public addresses only: traffic inside a private network passes whatever the rules say.

resource "hcloud_firewall" "this" {
  name   = local.name
  labels = local.labels

  dynamic "rule" {
    for_each = var.rules

    content {
      direction       = rule.value.direction
      protocol        = rule.value.protocol
      port            = local.ports[rule.key]
      source_ips      = rule.value.direction == "in" ? rule.value.cidrs : null
      destination_ips = rule.value.direction == "out" ? rule.value.cidrs : null
      description     = rule.value.description
    }
  }
}

locals {
  ports = [
    for rule in var.rules :
    rule.protocol == "icmp" ? null :
    rule.port == null ? "any" :
    rule.last_port == null ? tostring(rule.port) : "${rule.port}-${rule.last_port}"
  ]
}
