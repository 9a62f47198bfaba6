# Neutral images and Azure's, for second generation machines. An image of another publisher passes through in Azure's
# own form, publisher:offer:sku:version, and so does the id of an image of one's own (/subscriptions/…).
# Sources, read 2026-11-24: az-vm-image.info/?cmd=--all+--publisher+Debian+--offer+debian-12 and the Azure CLI's alias
# Debian12; Azure/azure-rest-api-specs arm-compute/quickstart-templates/aliases.json (Ubuntu2404).

locals {
  images = {
    "debian-12"    = "Debian:debian-12:12-gen2:latest"
    "ubuntu-24.04" = "Canonical:ubuntu-24_04-lts:server:latest"
  }

  image       = lookup(local.images, var.image, var.image)
  image_id    = startswith(local.image, "/") ? local.image : null
  image_parts = local.image_id == null ? split(":", local.image) : []

  # Azure takes neither root nor admin as the name of who may log in first.
  admin_user = "azureuser"
}
