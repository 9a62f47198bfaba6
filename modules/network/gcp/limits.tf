# What Google Cloud cannot do of this kind: see capabilities.tf.

locals {
  limits = {
    "region: another cloud's" = {
      asked = !local.google_located
      why   = "Google Cloud's own regions are written like europe-west3, their zones like europe-west3-a."
    }
    # GoogleCloudPlatform/magic-modules mmv1/products/compute/Route.yaml (destRange), 2026-11-24.
    "routes: IPv6" = {
      asked = anytrue([for destination in keys(var.routes) : strcontains(destination, ":")])
      why   = "Google Cloud's routes to servers are for IPv4 ranges only."
    }
  }
}
