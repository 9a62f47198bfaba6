# A lock on the network would hold for the subnets of units that join it as well. A network goes with all its subnets
# or not at all: locks on those made here protect it, and nobody else's.

locals {
  locked = !local.owner || !var.deletion_protection ? {} : length(var.subnet_cidrs) > 0 ? (
    { for cidr, subnet in azurerm_subnet.this : cidr => subnet.id }
  ) : { (var.cidr) = azurerm_virtual_network.this[0].id }

  protected = local.owner ? { (local.name) = azurerm_virtual_network.this[0].id } : {}
  protected_with = sum([
    length(azurerm_management_lock.this), length(azurerm_subnet.this), length(azurerm_route.this),
    length(azurerm_subnet_route_table_association.this), length(azurerm_subnet_nat_gateway_association.this),
    length(azurerm_nat_gateway_public_ip_association.this),
  ])
}

resource "azurerm_management_lock" "this" {
  for_each = local.locked

  name       = local.name
  scope      = each.value
  lock_level = "CanNotDelete"
  notes      = "deletion_protection of unit ${var.context.unit}"
}
