# Neutral regions and Hetzner's locations in them, the first being the default. The names are those of Hetzner's
# network zones. A location's own name (fsn1) or one not listed here passes through.
# Sources: hcloud-go v1.59.1 hcloud/network.go (zones); github.com/hetznercloud/hcloud-go/pull/501, 2024-08-06 (sin);
# docs.hetzner.com/cloud/general/locations. Linked into the other kinds.

locals {
  regions = {
    eu-central   = ["fsn1", "nbg1", "hel1"]
    us-east      = ["ash"]
    us-west      = ["hil"]
    ap-southeast = ["sin"]
  }

  locations    = lookup(local.regions, var.region, [var.region])
  network_zone = one([for zone, locations in local.regions : zone if contains(concat([zone], locations), var.region)])
}
