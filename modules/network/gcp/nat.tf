# A router of its own for each unit, for its own subnets: no two of Google's gateways may serve the same one.

locals {
  nats = var.nat && length(var.subnet_cidrs) > 0 ? 1 : 0
}

resource "google_compute_router" "this" {
  count = local.nats

  name    = local.name
  network = local.network_id
  region  = local.google_region
}

resource "google_compute_router_nat" "this" {
  count = local.nats

  name                               = local.name
  router                             = google_compute_router.this[0].name
  region                             = local.google_region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "LIST_OF_SUBNETWORKS"

  dynamic "subnetwork" {
    for_each = google_compute_subnetwork.this

    content {
      name                    = subnetwork.value.id
      source_ip_ranges_to_nat = ["PRIMARY_IP_RANGE"]
    }
  }
}
