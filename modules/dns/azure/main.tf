locals {
  owner = var.zone_id == null

  # An id says the group of what it identifies. A mock, planned with while the zone is not there yet, does not; should
  # it ever be applied, Azure finds no such group.
  zone_group = local.owner ? one(azurerm_resource_group.this[*].name) : try(regex("/resourceGroups/([^/]+)/", var.zone_id)[0], "unknown")
  zone_name  = local.owner ? one(azurerm_dns_zone.this[*].name) : var.zone
  zone_id    = local.owner ? one(azurerm_dns_zone.this[*].id) : var.zone_id
}

resource "azurerm_resource_group" "this" {
  count = local.owner ? 1 : 0

  name     = "${local.name}-dns"
  location = local.azure_region
  tags     = local.labels
}

resource "azurerm_dns_zone" "this" {
  count = local.owner ? 1 : 0

  name                = var.zone
  resource_group_name = azurerm_resource_group.this[0].name
  tags                = local.labels
}
