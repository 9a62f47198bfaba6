locals {
  limits = {
    "routes: network_id" = {
      asked = var.network_id != null && length(var.routes) > 0
      why   = "Oracle Cloud keeps all rules of a route table in one place, so a unit in another unit's network cannot add routes to it."
    }
  }
}
