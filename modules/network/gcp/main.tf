locals {
  network_id = var.network_id == null ? one(google_compute_network.this[*].id) : var.network_id

  # At most 63 characters (RFC 1035), of which the unit's name may have taken 52. One map for each sort of range: a subnet's
  # name must not hang on routes, which lead to servers in that subnet.
  subnet_names = {
    for range in var.subnet_cidrs :
    range => length(local.name) + length(range) < 63 ? "${local.name}-${replace(range, "/[^0-9a-f]+/", "-")}" : "${local.name}-${substr(sha256(range), 0, 8)}"
  }
  route_names = {
    for range in keys(var.routes) :
    range => length(local.name) + length(range) < 63 ? "${local.name}-${replace(range, "/[^0-9a-f]+/", "-")}" : "${local.name}-${substr(sha256(range), 0, 8)}"
  }
}

# A network is global and has no range of its own. Google gives it a route to the internet for each address family, and
# lets nothing in but what a firewall allows.
resource "google_compute_network" "this" {
  count = var.network_id == null ? 1 : 0

  name                    = local.name
  auto_create_subnetworks = false
  routing_mode            = "REGIONAL"
}

# Subnets span the zones of a region.
resource "google_compute_subnetwork" "this" {
  for_each = toset(var.subnet_cidrs)

  name                     = local.subnet_names[each.value]
  network                  = local.network_id
  region                   = local.google_region
  ip_cidr_range            = each.value
  stack_type               = "IPV4_IPV6" # for servers with public addresses; others have no IPv6
  ipv6_access_type         = "EXTERNAL"
  private_ip_google_access = true
}

# By address, not by instance: the route outlives a server that is made anew with the same address.
resource "google_compute_route" "this" {
  for_each = var.routes

  name        = local.route_names[each.key]
  network     = local.network_id
  dest_range  = each.key
  next_hop_ip = each.value.address

  # The next hop is an address in one of them.
  depends_on = [google_compute_subnetwork.this]
}
