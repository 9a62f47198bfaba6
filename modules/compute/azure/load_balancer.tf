# Azure's load balancer works on layer 4 and keeps the clients' addresses. It hands connections to the servers' network
# interfaces; http differs from tcp in the health check.

locals {
  load_balancers = var.load_balancer == null ? 0 : 1
  services       = { for service in try(var.load_balancer.services, []) : service.port => service }

  # It has one size only, and grows by itself.
  load_balancer_sizes = {
    small  = "Standard"
    medium = "Standard"
    large  = "Standard"
  }
  load_balancer_size = try(lookup(local.load_balancer_sizes, var.load_balancer.size, var.load_balancer.size), "Standard")
}

resource "azurerm_public_ip" "load_balancer" {
  count = local.load_balancers

  name                = "${local.name}-load-balancer"
  location            = local.azure_region
  resource_group_name = local.resource_group
  allocation_method   = "Static"
  sku                 = "Standard"
  zones               = length(local.azure_zones) > 0 ? local.azure_zones : null
  tags                = local.labels
}

resource "azurerm_lb" "this" {
  count = local.load_balancers

  name                = local.name
  location            = local.azure_region
  resource_group_name = local.resource_group
  sku                 = local.load_balancer_size
  tags                = local.labels

  frontend_ip_configuration {
    name                 = "public"
    public_ip_address_id = azurerm_public_ip.load_balancer[0].id
  }
}

resource "azurerm_lb_backend_address_pool" "this" {
  count = local.load_balancers

  name            = "servers"
  loadbalancer_id = azurerm_lb.this[0].id
}

resource "azurerm_network_interface_backend_address_pool_association" "this" {
  count = local.load_balancers * length(azurerm_network_interface.this)

  network_interface_id    = azurerm_network_interface.this[count.index].id
  ip_configuration_name   = "ipv4"
  backend_address_pool_id = azurerm_lb_backend_address_pool.this[0].id
}

resource "azurerm_lb_probe" "this" {
  for_each = local.services

  name                = "port-${each.key}"
  loadbalancer_id     = azurerm_lb.this[0].id
  protocol            = title(coalesce(each.value.health_check.protocol, each.value.protocol))
  port                = coalesce(each.value.target_port, each.value.port)
  request_path        = coalesce(each.value.health_check.protocol, each.value.protocol) == "http" ? each.value.health_check.path : null
  interval_in_seconds = each.value.health_check.interval

  # probe_threshold decides (github.com/hashicorp/terraform-provider-azurerm/pull/19573). Its predecessor must still
  # span 10 seconds (website/docs/r/lb_probe.html.markdown of the provider).
  probe_threshold  = each.value.health_check.retries
  number_of_probes = max(each.value.health_check.retries, ceil(10 / each.value.health_check.interval))
}

resource "azurerm_lb_rule" "this" {
  for_each = local.services

  name                           = "port-${each.key}"
  loadbalancer_id                = azurerm_lb.this[0].id
  frontend_ip_configuration_name = "public"
  protocol                       = "Tcp"
  frontend_port                  = each.value.port
  backend_port                   = coalesce(each.value.target_port, each.value.port)
  backend_address_pool_ids       = [azurerm_lb_backend_address_pool.this[0].id]
  probe_id                       = azurerm_lb_probe.this[each.key].id
  tcp_reset_enabled              = true

  # The way out is the servers' own addresses or the network's address translation, not the load balancer's address.
  disable_outbound_snat = true
}
