# What Google Cloud cannot do of this kind: see capabilities.tf.

locals {
  limits = {
    "region: another cloud's" = {
      asked = !local.google_located
      why   = "Google Cloud's own regions are written like europe-west3, their zones like europe-west3-a."
    }
    # The limits are those that stored documentation of another Google API gives of Persistent Disk, 2026-11-24.
    "volumes.size" = {
      asked = anytrue([for volume in values(var.volumes) : volume.size < 10 || volume.size > 65536])
      why   = "Google Cloud's volumes have 10 to 65536 GB."
    }
  }
}
