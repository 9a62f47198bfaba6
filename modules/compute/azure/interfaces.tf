# Each server has one network interface: a private address, and where asked for public ones of IPv4 and IPv6.

locals {
  public = var.public_addresses ? var.servers : 0

  # The form of an id is checked in the plan: a mock, planned with while the subnet or the firewall is not there yet,
  # is given one. Should it ever be applied, Azure finds no such subnet.
  unknown = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/unknown/providers/Microsoft.Network"
  azure_subnet_ids = {
    for cidr, id in var.subnet_ids : cidr => startswith(id, "/") ? id : "${local.unknown}/virtualNetworks/unknown/subnets/unknown"
  }
  firewall_ids = [for id in var.firewall_ids : startswith(id, "/") ? id : "${local.unknown}/networkSecurityGroups/unknown"]
}

resource "azurerm_public_ip" "ipv4" {
  count = local.public

  name                = "${local.name}-${count.index + 1}-ipv4"
  location            = local.azure_region
  resource_group_name = local.resource_group
  allocation_method   = "Static"
  sku                 = "Standard"
  ip_version          = "IPv4"
  tags                = local.labels
}

resource "azurerm_public_ip" "ipv6" {
  count = local.public

  name                = "${local.name}-${count.index + 1}-ipv6"
  location            = local.azure_region
  resource_group_name = local.resource_group
  allocation_method   = "Static"
  sku                 = "Standard"
  ip_version          = "IPv6"
  tags                = local.labels
}

resource "azurerm_network_interface" "this" {
  count = length(local.subnets) > 0 ? var.servers : 0

  name                  = "${local.name}-${count.index + 1}"
  location              = local.azure_region
  resource_group_name   = local.resource_group
  ip_forwarding_enabled = var.ip_forwarding
  tags                  = local.labels

  ip_configuration {
    name                          = "ipv4"
    primary                       = true
    subnet_id                     = local.azure_subnet_ids[element(local.subnets, count.index)]
    private_ip_address_version    = "IPv4"
    private_ip_address_allocation = "Static"
    private_ip_address            = local.private_addresses[count.index]
    public_ip_address_id          = var.public_addresses ? azurerm_public_ip.ipv4[count.index].id : null
  }

  dynamic "ip_configuration" {
    for_each = var.public_addresses ? [azurerm_public_ip.ipv6[count.index].id] : []

    content {
      name                          = "ipv6"
      subnet_id                     = local.azure_subnet_ids[element(local.subnets, count.index)]
      private_ip_address_version    = "IPv6"
      private_ip_address_allocation = "Dynamic"
      public_ip_address_id          = ip_configuration.value
    }
  }
}

resource "azurerm_network_interface_security_group_association" "this" {
  count = length(local.firewall_ids) > 0 ? length(azurerm_network_interface.this) : 0

  network_interface_id      = azurerm_network_interface.this[count.index].id
  network_security_group_id = local.firewall_ids[0]
}
