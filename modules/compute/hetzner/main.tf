locals {
  zones = [for i in range(var.servers) : var.spread == "zones" ? element(local.hetzner_locations, i) : local.hetzner_locations[0]]

  # Server i is in subnet i modulo their number, and has its next address from the 10th on: every cloud keeps the
  # first few for itself.
  subnets = keys(var.subnet_ids)
  private_addresses = [
    for i in range(length(local.subnets) > 0 ? var.servers : 0) :
    cidrhost(element(local.subnets, i), 10 + floor(i / length(local.subnets)))
  ]

  ssh_key_ids = { for name in keys(var.ssh_keys) : name => try(hcloud_ssh_key.this[name].id, var.ssh_key_ids[name]) }
}

# A Hetzner project takes each public key once: those that another unit registered are only referred to.
resource "hcloud_ssh_key" "this" {
  for_each = { for name, key in var.ssh_keys : name => key if !contains(keys(var.ssh_key_ids), name) }

  name       = "${local.name}-${each.key}"
  public_key = each.value
  labels     = local.labels
}

# Each group takes 10 servers (docs.hetzner.com/cloud/placement-groups/overview, 2022-08-22). A lone server has one
# too: it would have to be switched off to join one later.
resource "hcloud_placement_group" "this" {
  count = var.spread == "hosts" ? ceil(var.servers / 10) : 0

  name   = "${local.name}-${count.index + 1}"
  type   = "spread"
  labels = local.labels
}

resource "hcloud_server" "this" {
  count = var.servers

  name               = "${local.name}-${count.index + 1}"
  server_type        = local.server_type
  image              = local.image
  location           = local.zones[count.index]
  ssh_keys           = values(local.ssh_key_ids)
  user_data          = var.user_data == "" ? null : var.user_data
  firewall_ids       = var.firewall_ids
  placement_group_id = var.spread == "hosts" ? hcloud_placement_group.this[floor(count.index / 10)].id : null
  backups            = var.hetzner.backups
  keep_disk          = true # a disk that grew with the size would bar the way back to a smaller one
  labels             = local.labels

  # Hetzner wants the two to be equal. They stop Terraform too: the provider's documentation says otherwise, but its
  # issue 1206 (2025-10-02) does not.
  delete_protection  = var.deletion_protection
  rebuild_protection = var.deletion_protection

  public_net {
    ipv4_enabled = var.public_addresses
    ipv6_enabled = var.public_addresses
  }

  dynamic "network" {
    for_each = length(local.subnets) > 0 ? [local.private_addresses[count.index]] : []

    content {
      network_id = var.network_id
      ip         = network.value
      # Left out, the server is detached and attached again on every apply (hcloud issue 650).
      alias_ips = []
    }
  }

  lifecycle {
    # Both count at the first boot only. A change would replace the server and what is on it; running servers are
    # the business of configuration management.
    ignore_changes = [ssh_keys, user_data]
  }
}
