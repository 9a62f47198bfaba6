# Neutral images and Google's image families, whose newest member is taken when a server is made. Any other name passes
# through as an image of Google's own. user: who the SSH keys are for; Google lets nobody in as root.
# cloud.google.com/compute/docs/images/os-details, 2026-11-24.

locals {
  images = {
    "debian-12"    = { name = "debian-cloud/debian-12", user = "debian" }
    "ubuntu-24.04" = { name = "ubuntu-os-cloud/ubuntu-2404-lts-amd64", user = "ubuntu" }
  }

  image = try(local.images[var.image].name, var.image)
  user  = try(local.images[var.image].user, "admin")

  # Images of one's own may have been made without what a shielded instance starts by.
  shielded = contains(keys(local.images), var.image)

  ssh_keys = join("\n", [for key in values(var.ssh_keys) : "${local.user}:${key}"])
}
