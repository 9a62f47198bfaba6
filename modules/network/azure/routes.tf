# The network's owner makes one route table for all subnets; units that join add their routes to it.

locals {
  joined_table = try(coalesce(var.route_table_id), null)
  has_table    = local.owner || local.joined_table != null

  # The form of an id is checked in the plan: a mock is given one.
  route_table_id = local.owner ? one(azurerm_route_table.this[*].id) : can(regex("^/subscriptions/", local.joined_table)) ? local.joined_table : (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/unknown/providers/Microsoft.Network/routeTables/unknown"
  )
  route_table_group = local.owner ? one(azurerm_resource_group.this[*].name) : regex("/resourceGroups/([^/]+)/", local.route_table_id)[0]
  route_table_name  = local.owner ? one(azurerm_route_table.this[*].name) : reverse(split("/", local.route_table_id))[0]
}

resource "azurerm_route_table" "this" {
  count = local.owner ? 1 : 0

  name                = local.name
  location            = local.azure_region
  resource_group_name = azurerm_resource_group.this[0].name
  tags                = local.labels
}

resource "azurerm_subnet_route_table_association" "this" {
  for_each = toset(local.has_table ? var.subnet_cidrs : [])

  subnet_id      = azurerm_subnet.this[each.value].id
  route_table_id = local.route_table_id
}

resource "azurerm_route" "this" {
  for_each = local.has_table ? var.routes : {}

  name                   = "${local.name}-${replace(each.key, "/[./:]/", "-")}"
  resource_group_name    = local.route_table_group
  route_table_name       = local.route_table_name
  address_prefix         = each.key
  next_hop_type          = "VirtualAppliance"
  next_hop_in_ip_address = each.value.address
}
