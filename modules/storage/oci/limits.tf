locals {
  limits = {
    # docs.public.oneportal.content.oci.oraclecloud.com/en-us/iaas/compute-cloud-at-customer/topics/block/
    # block-volume-storage.htm, read 2026-11-24.
    "volumes.size" = {
      asked = anytrue([for volume in values(var.volumes) : volume.size < 50 || volume.size > 32768])
      why   = "Oracle Cloud's volumes have 50 to 32768 GB."
    }
    "region: another cloud's" = {
      asked = !can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]+$", local.oci_region))
      why   = "Oracle Cloud's own regions are written like eu-zurich-1."
    }
  }
}
