# Neutral regions and Oracle Cloud's. A region's own name (eu-zurich-1) passes through.
# Sources: docs.oracle.com/iaas/Content/General/Concepts/regions.htm (names; availability domains: 3 in the first three,
# 1 in Singapore), read 2026-11-24. Linked into kinds that need the name, and into units for their provider.

locals {
  oci_regions = {
    eu-central   = "eu-frankfurt-1"
    us-east      = "us-ashburn-1"
    us-west      = "us-phoenix-1"
    ap-southeast = "ap-singapore-1"
  }

  oci_region = lookup(local.oci_regions, var.region, var.region)
}
