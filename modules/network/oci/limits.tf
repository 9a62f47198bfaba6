locals {
  limits = {
    "region: another cloud's" = {
      asked = !can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]+$", local.oci_region))
      why   = "Oracle Cloud's own regions are written like eu-zurich-1."
    }
    "routes: network_id" = {
      asked = var.network_id != null && length(var.routes) > 0
      why   = "Oracle Cloud keeps all rules of a route table in one place, so a unit in another unit's network cannot add routes to it."
    }
  }
}
