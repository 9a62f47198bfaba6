# Neutral images and Hetzner's names for them. Any other name or id passes through.

locals {
  images = {
    "debian-12"    = "debian-12"
    "ubuntu-24.04" = "ubuntu-24.04"
  }

  image = lookup(local.images, var.image, var.image)
}
