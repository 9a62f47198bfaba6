# Neutral images and Oracle's platform images; of each the newest that runs on the shape. Any other value is an image's
# OCID. Oracle lists no Debian (docs.oracle.com/iaas/images, read 2026-11-24). Linked into the kind bastion.
# Oracle's Ubuntu lets in nothing but SSH by rules of its own (/etc/iptables/rules.v4), whatever the firewall here says:
# opening the rest on the server is the business of configuration management.

locals {
  platform_images = {
    "ubuntu-24.04" = { system = "Canonical Ubuntu", version = "24.04", user = "ubuntu" }
  }

  platform_image = lookup(local.platform_images, var.image, null)
  image_id       = local.platform_image == null ? var.image : try(data.oci_core_images.this[0].images[0].id, "")
}

data "oci_core_images" "this" {
  count = local.platform_image == null || var.oci.compartment_id == null ? 0 : 1

  compartment_id           = local.compartment_id
  operating_system         = local.platform_image.system
  operating_system_version = local.platform_image.version
  shape                    = local.shape
  state                    = "AVAILABLE"
  sort_by                  = "TIMECREATED"
  sort_order               = "DESC"
}

# Oracle replaces its images every month. Servers keep theirs until the inventory names another.
resource "terraform_data" "image" {
  input = var.image
}
