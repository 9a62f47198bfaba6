# Google puts the instances of a zone on different machines by itself (cloud.google.com/compute/docs/instances/
# define-instance-placement, 2026-11-24). For some series it can be held to that: a policy takes 8 of them. The
# neutral sizes, which are of series E2, are not among these.

locals {
  placements = var.spread == "hosts" && contains(["c2", "g2", "n1", "n2", "n2d"], split("-", local.machine_type)[0]) ? ceil(var.servers / 8) : 0
}

resource "google_compute_resource_policy" "placement" {
  count = local.placements

  name   = "${local.name}-${count.index + 1}"
  region = local.google_region

  group_placement_policy {
    availability_domain_count = 8
  }
}
