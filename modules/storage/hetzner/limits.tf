# What Hetzner cannot do of the interface.

locals {
  limits = {
    # github.com/hetznercloud/csi-driver/pull/29, 2019-03-13 (10); docs.hetzner.cloud/#volumes-create-a-volume (10240).
    "volumes.size" = {
      asked = anytrue([for volume in values(var.volumes) : volume.size < 10 || volume.size > 10240])
      why   = "Hetzner's volumes have 10 to 10240 GB."
    }
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
