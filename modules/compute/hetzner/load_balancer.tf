locals {
  load_balancers = var.load_balancer == null ? 0 : 1
  private        = length(local.subnets) > 0
}

resource "hcloud_load_balancer" "this" {
  count = local.load_balancers

  name               = local.name
  load_balancer_type = lookup(local.load_balancer_sizes, var.load_balancer.size, var.load_balancer.size)
  location           = local.hetzner_locations[0]
  delete_protection  = var.deletion_protection
  labels             = local.labels

  algorithm {
    type = var.load_balancer.algorithm
  }
}

resource "hcloud_load_balancer_network" "this" {
  count = local.private ? local.load_balancers : 0

  load_balancer_id = hcloud_load_balancer.this[0].id
  subnet_id        = var.subnet_ids[local.subnets[0]]
  ip               = cidrhost(local.subnets[0], 4)
}

resource "hcloud_load_balancer_target" "this" {
  count = local.load_balancers * var.servers

  load_balancer_id = hcloud_load_balancer.this[0].id
  type             = "server"
  server_id        = hcloud_server.this[count.index].id
  use_private_ip   = local.private

  # Hetzner refuses a private target while the load balancer is not in the same network.
  depends_on = [hcloud_load_balancer_network.this]
}

resource "hcloud_load_balancer_service" "this" {
  for_each = { for service in try(var.load_balancer.services, []) : service.port => service }

  load_balancer_id = hcloud_load_balancer.this[0].id
  protocol         = each.value.protocol
  listen_port      = each.value.port
  destination_port = coalesce(each.value.target_port, each.value.port)

  health_check {
    protocol = coalesce(each.value.health_check.protocol, each.value.protocol)
    port     = coalesce(each.value.target_port, each.value.port)
    interval = each.value.health_check.interval
    timeout  = each.value.health_check.timeout
    retries  = each.value.health_check.retries

    dynamic "http" {
      for_each = coalesce(each.value.health_check.protocol, each.value.protocol) == "http" ? [each.value.health_check.path] : []

      content {
        path = http.value
        # Hetzner's own default, written out: the provider takes what is left out for a change.
        status_codes = ["2??", "3??"]
      }
    }
  }
}
