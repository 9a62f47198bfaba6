locals {
  limits = {
    "image: debian-12" = {
      asked = var.image == "debian-12"
      why   = "Oracle Cloud has no image of Debian: use ubuntu-24.04, or the OCID of an image of one's own."
    }
    "subnet_ids: none" = {
      asked = length(var.subnet_ids) == 0 && (var.servers > 0 || var.load_balancer != null)
      why   = "Oracle Cloud has no servers or load balancers outside a private network."
    }
  }
}
