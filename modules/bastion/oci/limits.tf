locals {
  limits = {
    "image: debian-12" = {
      asked = var.image == "debian-12"
      why   = "Oracle Cloud has no image of Debian: use ubuntu-24.04, or the OCID of an image of one's own."
    }
  }
}
