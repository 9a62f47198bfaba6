locals {
  network_id = var.network_id == null ? one(hcloud_network.this[*].id) : var.network_id
}

resource "hcloud_network" "this" {
  count = var.network_id == null ? 1 : 0

  name              = local.name
  ip_range          = var.cidr
  labels            = local.labels
  delete_protection = var.deletion_protection
}

resource "hcloud_network_subnet" "this" {
  for_each = toset(var.subnet_cidrs)

  network_id   = local.network_id
  type         = "cloud"
  network_zone = try(coalesce(var.hetzner.network_zone, local.hetzner_network_zone), "")
  ip_range     = each.value
}

resource "hcloud_network_route" "this" {
  for_each = var.routes

  network_id  = local.network_id
  destination = each.key
  gateway     = each.value.address

  # The gateway is an address in one of them.
  depends_on = [hcloud_network_subnet.this]
}
