# What Hetzner cannot do of the interface.

locals {
  limits = {
    "snapshots" = {
      asked = var.snapshots != null
      why   = "Hetzner takes no snapshots of volumes, only of servers' own disks."
    }
    # Its Object Storage has no part in the Cloud API, which the provider speaks.
    "buckets" = {
      asked = length(var.buckets) > 0
      why   = "Hetzner's Cloud API has no object buckets."
    }
  }
}
