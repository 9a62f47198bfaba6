locals {
  zones = [for i in range(var.servers) : var.spread == "zones" ? element(local.google_zones, i) : local.google_zones[0]]

  # Server i is in subnet i modulo their number, and has its next address from the 10th on: every cloud keeps the
  # first few for itself.
  subnets = keys(var.subnet_ids)
  private_addresses = [
    for i in range(length(local.subnets) > 0 ? var.servers : 0) :
    cidrhost(element(local.subnets, i), 10 + floor(i / length(local.subnets)))
  ]
}

resource "google_compute_instance" "this" {
  count = var.servers

  name                      = "${local.name}-${count.index + 1}"
  machine_type              = local.machine_type
  zone                      = local.zones[count.index]
  tags                      = var.firewall_ids
  labels                    = local.labels
  metadata                  = local.metadata
  can_ip_forward            = var.ip_forwarding
  deletion_protection       = var.deletion_protection
  allow_stopping_for_update = true # a new size is a restart, not a new server
  resource_policies         = local.placements == 0 ? null : [google_compute_resource_policy.placement[floor(count.index / 8)].id]

  # Encrypted by Google, as all its disks are.
  boot_disk {
    initialize_params {
      image  = local.image
      type   = "pd-balanced"
      size   = 20 # GB: twice an image's own, for packages and logs
      labels = local.labels
    }
  }

  dynamic "shielded_instance_config" {
    for_each = local.shielded ? [1] : []

    content {
      enable_secure_boot          = true
      enable_vtpm                 = true
      enable_integrity_monitoring = true
    }
  }

  network_interface {
    subnetwork = try(var.subnet_ids[element(local.subnets, count.index)], null)
    network_ip = try(local.private_addresses[count.index], null)
    stack_type = var.public_addresses ? "IPV4_IPV6" : "IPV4_ONLY"

    dynamic "access_config" {
      for_each = var.public_addresses ? [1] : []

      content {
        network_tier = "PREMIUM"
      }
    }

    dynamic "ipv6_access_config" {
      for_each = var.public_addresses ? [1] : []

      content {
        network_tier = "PREMIUM"
      }
    }
  }

  lifecycle {
    # Metadata counts at the first boot only; running servers are the business of configuration management. Disks are
    # attached by those who own them.
    ignore_changes = [attached_disk, metadata["ssh-keys"], metadata["user-data"], metadata["startup-script"]]
  }
}
