# In by SSH from those who may, out by SSH into the network, and out for what the system needs: names, packages, time
# (which Google's metadata server has). One rule has ranges of one address family: see modules/firewall/gcp/main.tf.

locals {
  ssh_cidrs = {
    "4" = [for cidr in var.ssh_cidrs : cidr if !strcontains(cidr, ":")]
    "6" = [for cidr in var.ssh_cidrs : cidr if strcontains(cidr, ":")]
  }

  # An address of the second family only for those who come by it.
  ipv6     = length(local.ssh_cidrs["6"]) > 0
  internet = merge({ "4" = "0.0.0.0/0" }, local.ipv6 ? { "6" = "::/0" } : {})

  ways = merge(
    { for family, cidrs in local.ssh_cidrs : "in-${family}" => { direction = "INGRESS", cidrs = cidrs, ports = { tcp = ["22"] } } if length(cidrs) > 0 },
    { out-ssh = { direction = "EGRESS", cidrs = [var.network_cidr], ports = { tcp = ["22"] } } },
    { for family, cidr in local.internet : "out-${family}" => { direction = "EGRESS", cidrs = [cidr], ports = { tcp = ["53", "80", "443"], udp = ["53"] } } },
  )
}

resource "google_compute_firewall" "this" {
  for_each = local.ways

  name               = "${local.name}-b-${each.key}"
  description        = "Bastion ${each.key}"
  network            = var.network_id
  direction          = each.value.direction
  source_ranges      = each.value.direction == "INGRESS" ? each.value.cidrs : null
  destination_ranges = each.value.direction == "EGRESS" ? each.value.cidrs : null
  target_tags        = [local.bastion]

  dynamic "allow" {
    for_each = each.value.ports

    content {
      protocol = allow.key
      ports    = allow.value
    }
  }
}

resource "google_compute_firewall" "rest" {
  for_each = local.internet

  name               = "${local.name}-b-rest-${each.key}"
  description        = "Whatever else would leave the bastion"
  network            = var.network_id
  direction          = "EGRESS"
  priority           = 65534 # the last but what Google itself implies
  destination_ranges = [each.value]
  target_tags        = [local.bastion]

  deny {
    protocol = "all"
  }
}
