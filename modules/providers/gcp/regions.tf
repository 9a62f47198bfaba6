# Neutral regions and Google Cloud's, each the one nearest to where other clouds have theirs. A region of Google's own
# (europe-west1) passes through, and so does a zone (europe-west1-b), where all of a unit then is.
# Regions have the zones a, b and c but for those named below: cloud.google.com/compute/docs/regions-zones, 2026-11-24.
# Linked into the kinds that are in a place.

locals {
  google_regions = {
    eu-central   = "europe-west3"    # Frankfurt
    us-east      = "us-east4"        # Ashburn, Virginia
    us-west      = "us-west1"        # The Dalles, Oregon
    ap-southeast = "asia-southeast1" # Singapore
  }

  google_zone_letters = {
    europe-west1 = ["b", "c", "d"]
    us-central1  = ["a", "b", "c", "f"]
    us-east1     = ["b", "c", "d"]
  }

  google_in_zone = can(regex("^[a-z]+-[a-z]+[0-9]+-[a-z]$", var.region))
  google_region  = local.google_in_zone ? substr(var.region, 0, length(var.region) - 2) : lookup(local.google_regions, var.region, var.region)
  google_zones = local.google_in_zone ? [var.region] : [
    for letter in lookup(local.google_zone_letters, local.google_region, ["a", "b", "c"]) : "${local.google_region}-${letter}"
  ]

  google_located = can(regex("^[a-z]+-[a-z]+[0-9]+$", local.google_region))
}
