locals {
  limits = {
    "region: another cloud's" = {
      asked = !can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]+$", local.oci_region))
      why   = "Oracle Cloud's own regions are written like eu-zurich-1."
    }
    "records.proxied" = {
      asked = anytrue([for record in var.records : record.proxied])
      why   = "Oracle Cloud has no proxy in front of DNS records."
    }
  }
}
