locals {
  load_balancers = var.load_balancer == null ? 0 : 1
  services       = { for service in try(var.load_balancer.services, []) : service.port => service }
  target_ports   = toset([for service in values(local.services) : tostring(coalesce(service.target_port, service.port))])

  # Neutral sizes as bandwidth in Mbps, the least (paid for) and the most, of 10 to 8000 (docs.oracle.com/en-us/iaas/
  # tools/python/2.72.0, load_balancer ShapeDetails, read 2026-11-24). Sizes of Oracle's own are written LEAST-MOST.
  load_balancer_sizes = {
    small  = [10, 100]
    medium = [10, 400]
    large  = [100, 8000]
  }

  load_balancer_size = try(
    local.load_balancer_sizes[var.load_balancer.size],
    [for mbps in regex("^([0-9]+)-([0-9]+)$", var.load_balancer.size) : tonumber(mbps)],
    [0, 0],
  )
}

resource "oci_load_balancer_load_balancer" "this" {
  count = local.load_balancers

  compartment_id               = local.compartment_id
  display_name                 = local.name
  shape                        = "flexible"
  subnet_ids                   = [try(var.subnet_ids[local.subnets[0]], "")]
  network_security_group_ids   = oci_core_network_security_group.load_balancer[*].id
  is_private                   = false
  is_delete_protection_enabled = var.deletion_protection
  freeform_tags                = local.labels

  shape_details {
    minimum_bandwidth_in_mbps = local.load_balancer_size[0]
    maximum_bandwidth_in_mbps = local.load_balancer_size[1]
  }

  # It takes private addresses that Oracle picks: after the servers, it cannot take one of theirs.
  depends_on = [oci_core_instance.this]
}

resource "oci_load_balancer_backend_set" "this" {
  for_each = local.services

  load_balancer_id = oci_load_balancer_load_balancer.this[0].id
  name             = "port-${each.key}"
  policy           = upper(var.load_balancer.algorithm)

  health_checker {
    protocol          = upper(coalesce(each.value.health_check.protocol, each.value.protocol))
    port              = coalesce(each.value.target_port, each.value.port)
    interval_ms       = each.value.health_check.interval * 1000
    timeout_in_millis = each.value.health_check.timeout * 1000
    retries           = each.value.health_check.retries
    url_path          = coalesce(each.value.health_check.protocol, each.value.protocol) == "http" ? each.value.health_check.path : null
  }
}

resource "oci_load_balancer_backend" "this" {
  for_each = merge([
    for port, service in local.services : {
      for i, address in local.private_addresses : "${port}-${i}" => {
        set = port, address = address, port = coalesce(service.target_port, service.port)
      }
    }
  ]...)

  load_balancer_id = oci_load_balancer_load_balancer.this[0].id
  backendset_name  = oci_load_balancer_backend_set.this[each.value.set].name
  ip_address       = each.value.address
  port             = each.value.port
}

resource "oci_load_balancer_listener" "this" {
  for_each = local.services

  load_balancer_id         = oci_load_balancer_load_balancer.this[0].id
  name                     = "port-${each.key}"
  default_backend_set_name = oci_load_balancer_backend_set.this[each.key].name
  port                     = each.value.port
  protocol                 = upper(each.value.protocol)
}

# Its own firewall: what it listens to from everywhere, and the servers behind it.
resource "oci_core_network_security_group" "load_balancer" {
  count = local.load_balancers

  compartment_id = local.compartment_id
  vcn_id         = var.network_id == null ? "" : var.network_id
  display_name   = "${local.name}-load-balancer"
  freeform_tags  = local.labels
}

resource "oci_core_network_security_group_security_rule" "listener" {
  for_each = local.services

  network_security_group_id = oci_core_network_security_group.load_balancer[0].id
  direction                 = "INGRESS"
  protocol                  = "6"
  source                    = "0.0.0.0/0"
  source_type               = "CIDR_BLOCK"
  stateless                 = false
  description               = "Listener, port ${each.key}"

  tcp_options {
    destination_port_range {
      min = each.value.port
      max = each.value.port
    }
  }
}

resource "oci_core_network_security_group_security_rule" "target" {
  for_each = {
    for pair in setproduct(local.target_ports, toset(local.subnets)) : "${pair[0]} ${pair[1]}" => { port = tonumber(pair[0]), cidr = pair[1] }
  }

  network_security_group_id = oci_core_network_security_group.load_balancer[0].id
  direction                 = "EGRESS"
  protocol                  = "6"
  destination               = each.value.cidr
  destination_type          = "CIDR_BLOCK"
  stateless                 = false
  description               = "Servers, port ${each.value.port}"

  tcp_options {
    destination_port_range {
      min = each.value.port
      max = each.value.port
    }
  }
}
