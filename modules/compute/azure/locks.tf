# A lock on the group holds for all that is in it.

resource "azurerm_management_lock" "this" {
  count = var.deletion_protection ? 1 : 0

  name       = local.name
  scope      = azurerm_resource_group.this.id
  lock_level = "CanNotDelete"
  notes      = "deletion_protection of unit ${var.context.unit}"
}

locals {
  protected = merge(
    { for i, server in azurerm_linux_virtual_machine.this : "${local.name}-${i + 1}" => server.id },
    { for balancer in azurerm_lb.this : "the load balancer ${local.name}" => balancer.id },
  )
  protected_with = sum([
    length(azurerm_management_lock.this), length(azurerm_network_interface_security_group_association.this),
    length(azurerm_network_interface_backend_address_pool_association.this), length(azurerm_lb_rule.this),
  ])
}
