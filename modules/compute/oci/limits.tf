locals {
  limits = {
    "spread: zones" = {
      asked = var.spread == "zones" && var.servers > 1 && length(local.availability_domains) == 1
      why   = "Oracle Cloud's region has one availability domain: servers are spread over hosts only."
    }
    "region: another cloud's" = {
      asked = !can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]+$", local.oci_region))
      why   = "Oracle Cloud's own regions are written like eu-zurich-1."
    }
    "size: another cloud's" = {
      asked = !can(regex("^(VM|BM)\\.[A-Za-z0-9.]+$", local.shape))
      why   = "Oracle Cloud's own shapes are written like VM.Standard.E5.Flex-2-16 or BM.Standard3.64."
    }
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
