locals {
  bastion = "${local.name}-bastion"
  subnet  = keys(var.subnet_ids)[0]
  address = cidrhost(local.subnet, 5)
}

# Its own, so that the address stays when the bastion is made anew.
resource "google_compute_address" "this" {
  name   = local.bastion
  region = local.google_region
  labels = local.labels
}

resource "google_compute_instance" "this" {
  name                      = local.bastion
  machine_type              = local.machine_type
  zone                      = local.google_zones[0]
  tags                      = [local.bastion]
  labels                    = local.labels
  deletion_protection       = var.deletion_protection
  allow_stopping_for_update = true # a new size is a restart, not a new server

  metadata = {
    ssh-keys               = local.ssh_keys
    block-project-ssh-keys = "TRUE"  # nobody but those above
    enable-oslogin         = "FALSE" # which would pass over ssh-keys
    serial-port-enable     = "FALSE"
  }

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
    subnetwork = var.subnet_ids[local.subnet]
    network_ip = local.address
    stack_type = local.ipv6 ? "IPV4_IPV6" : "IPV4_ONLY"

    access_config {
      nat_ip       = google_compute_address.this.address
      network_tier = "PREMIUM"
    }

    dynamic "ipv6_access_config" {
      for_each = local.ipv6 ? [1] : []

      content {
        network_tier = "PREMIUM"
      }
    }
  }

  lifecycle {
    # They count at the first boot only; running servers are the business of configuration management.
    ignore_changes = [metadata["ssh-keys"]]
  }

  # Protected from its first second on.
  depends_on = [google_compute_firewall.this, google_compute_firewall.rest]
}
