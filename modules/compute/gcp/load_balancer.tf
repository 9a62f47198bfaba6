# A global external proxy network load balancer: unlike those that pass packets through it takes another port on the
# servers, and unlike regional proxies no subnet of its own. Connections and probes come from Google's front ends, at
# load_balancer_source_cidrs, so that servers need not be open to the internet.
# It listens to any port: cloud.google.com/load-balancing/docs/tcp, /firewall-rules and /forwarding-rule-concepts, 2026-11-24.

locals {
  services = { for service in try(var.load_balancer.services, []) : service.port => service }
  targets  = { for port, service in local.services : port => coalesce(service.target_port, service.port) }

  # cloud.google.com/compute/docs/reference/rest/v1/backendServices, localityLbPolicy, 2026-11-24.
  algorithms = {
    round_robin       = "ROUND_ROBIN"
    least_connections = "LEAST_REQUEST"
  }

  families = var.load_balancer == null ? {} : { ipv4 = "IPV4", ipv6 = "IPV6" }
}

# An instance may be in one group only, and a group has the instances of one zone.
resource "google_compute_instance_group" "this" {
  for_each = var.load_balancer == null ? toset([]) : toset(local.zones)

  name      = "${local.name}-${reverse(split("-", each.value))[0]}"
  zone      = each.value
  network   = var.network_id
  instances = [for i, server in google_compute_instance.this : server.id if local.zones[i] == each.value]

  dynamic "named_port" {
    for_each = toset(values(local.targets))

    content {
      name = "port-${named_port.value}"
      port = named_port.value
    }
  }
}

resource "google_compute_health_check" "this" {
  for_each = local.services

  name                = "${local.name}-${each.key}"
  check_interval_sec  = each.value.health_check.interval
  timeout_sec         = each.value.health_check.timeout
  unhealthy_threshold = each.value.health_check.retries

  dynamic "http_health_check" {
    for_each = coalesce(each.value.health_check.protocol, each.value.protocol) == "http" ? [1] : []

    content {
      port         = local.targets[each.key]
      request_path = each.value.health_check.path
    }
  }

  dynamic "tcp_health_check" {
    for_each = coalesce(each.value.health_check.protocol, each.value.protocol) == "tcp" ? [1] : []

    content {
      port = local.targets[each.key]
    }
  }
}

resource "google_compute_backend_service" "this" {
  for_each = local.services

  name                  = "${local.name}-${each.key}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "TCP"
  port_name             = "port-${local.targets[each.key]}"
  locality_lb_policy    = local.algorithms[var.load_balancer.algorithm]
  timeout_sec           = 600 # until an idle connection is cut; Google's own 30 would cut those of a pool
  health_checks         = [google_compute_health_check.this[each.key].id]

  dynamic "backend" {
    for_each = google_compute_instance_group.this

    content {
      group          = backend.value.id
      balancing_mode = "UTILIZATION"
    }
  }
}

resource "google_compute_target_tcp_proxy" "this" {
  for_each = local.services

  name            = "${local.name}-${each.key}"
  backend_service = google_compute_backend_service.this[each.key].id
}

resource "google_compute_global_address" "this" {
  for_each = local.families

  name       = "${local.name}-${each.key}"
  ip_version = each.value
  labels     = local.labels
}

resource "google_compute_global_forwarding_rule" "this" {
  for_each = merge([
    for family in keys(local.families) : { for port in keys(local.services) : "${port}-${family}" => { port = port, family = family } }
  ]...)

  name                  = "${local.name}-${each.key}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_protocol           = "TCP"
  ip_address            = google_compute_global_address.this[each.value.family].address
  port_range            = each.value.port
  target                = google_compute_target_tcp_proxy.this[each.value.port].id
  labels                = local.labels
}
