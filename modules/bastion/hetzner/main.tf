locals {
  subnet          = keys(var.subnet_ids)[0]
  private_address = cidrhost(local.subnet, 5)
  server_name     = "${local.name}-bastion"
  ssh_key_ids     = { for name in keys(var.ssh_keys) : name => try(hcloud_ssh_key.this[name].id, var.ssh_key_ids[name]) }
}

# A Hetzner project takes each public key once: those that another unit registered are only referred to.
resource "hcloud_ssh_key" "this" {
  for_each = { for name, key in var.ssh_keys : name => key if !contains(keys(var.ssh_key_ids), name) }

  name       = "${local.server_name}-${each.key}"
  public_key = each.value
  labels     = local.labels
}

resource "hcloud_server" "this" {
  name         = local.server_name
  server_type  = local.server_type
  image        = local.image
  location     = local.hetzner_locations[0]
  ssh_keys     = values(local.ssh_key_ids)
  firewall_ids = [hcloud_firewall.this.id]
  keep_disk    = true # a disk that grew with the size would bar the way back to a smaller one
  labels       = local.labels

  # Hetzner wants the two to be equal.
  delete_protection  = var.deletion_protection
  rebuild_protection = var.deletion_protection

  public_net {
    ipv4_enabled = true
    ipv6_enabled = true
  }

  network {
    network_id = var.network_id
    ip         = local.private_address
    # Left out, the server is detached and attached again on every apply (hcloud issue 650).
    alias_ips = []
  }

  lifecycle {
    # They count at the first boot only; a change would replace the server.
    ignore_changes = [ssh_keys]
  }
}
