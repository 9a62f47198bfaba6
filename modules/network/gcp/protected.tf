# What protection.tf protects.

locals {
  protected      = { for network in google_compute_network.this : "network" => { id = network.id, name = local.name } }
  protected_with = length(google_compute_subnetwork.this) + length(google_compute_route.this) + length(google_compute_router_nat.this)
}
