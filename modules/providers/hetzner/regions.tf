# Neutral regions and Hetzner's locations in them, the first being the default. The names are those of Hetzner's
# network zones. A location's own name (fsn1) or one not listed here passes through.
# Sources: hcloud-go v2.36.0 hcloud/network.go (zones); github.com/hetznercloud/hcloud-go/pull/501, 2024-08-06 (sin);
# docs.hetzner.com/cloud/general/locations. Linked into the kinds that need it.

locals {
  hetzner_regions = {
    eu-central   = ["fsn1", "nbg1", "hel1"]
    us-east      = ["ash"]
    us-west      = ["hil"]
    ap-southeast = ["sin"]
  }

  hetzner_locations    = lookup(local.hetzner_regions, var.region, [var.region])
  hetzner_network_zone = one([for zone, locations in local.hetzner_regions : zone if contains(concat([zone], locations), var.region)])
}
