locals {
  owner = var.network_id == null

  # An id says the group and the name of what it identifies. A mock, planned with while the network is not there yet,
  # says neither; should it ever be applied, Azure finds no such group.
  network_group = local.owner ? one(azurerm_resource_group.this[*].name) : try(regex("/resourceGroups/([^/]+)/", var.network_id)[0], "unknown")
  network_name  = local.owner ? one(azurerm_virtual_network.this[*].name) : reverse(split("/", var.network_id))[0]
  network_id    = local.owner ? one(azurerm_virtual_network.this[*].id) : var.network_id
}

# What joins a network is in that network's group. A group of its own it needs for address translation only.
resource "azurerm_resource_group" "this" {
  count = local.owner || var.nat ? 1 : 0

  name     = "${local.name}-network"
  location = local.azure_region
  tags     = local.labels
}

resource "azurerm_virtual_network" "this" {
  count = local.owner ? 1 : 0

  name                = local.name
  location            = local.azure_region
  resource_group_name = azurerm_resource_group.this[0].name
  address_space       = [var.cidr, local.ipv6_cidr]
  tags                = local.labels
}

resource "azurerm_subnet" "this" {
  for_each = toset(var.subnet_cidrs)

  name                 = "${local.name}-${replace(each.value, "/[./]/", "-")}"
  resource_group_name  = local.network_group
  virtual_network_name = local.network_name
  address_prefixes     = [each.value, local.ipv6_subnet_cidrs[each.value]]

  # Ways out are a public address or address translation, and no third one that Azure chooses.
  default_outbound_access_enabled = false
}
