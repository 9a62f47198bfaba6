# Hetzner's firewalls filter public addresses only. What goes into the private network passes whatever the rules say;
# the rule for it is there so that they read alike on every cloud.

locals {
  # Names and packages for the system itself, beside SSH to the servers.
  out = {
    "tcp 22"  = var.network_cidr
    "tcp 53"  = null
    "udp 53"  = null
    "tcp 80"  = null
    "tcp 443" = null
  }
}

resource "hcloud_firewall" "this" {
  name   = local.server_name
  labels = local.labels

  rule {
    direction   = "in"
    protocol    = "tcp"
    port        = "22"
    source_ips  = var.ssh_cidrs
    description = "SSH"
  }

  dynamic "rule" {
    for_each = local.out

    content {
      direction       = "out"
      protocol        = split(" ", rule.key)[0]
      port            = split(" ", rule.key)[1]
      destination_ips = rule.value == null ? ["0.0.0.0/0", "::/0"] : [rule.value]
      description     = rule.value == null ? "names and packages" : "SSH to the servers"
    }
  }
}
