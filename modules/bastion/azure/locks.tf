# A lock on the group holds for all that is in it.

resource "azurerm_management_lock" "this" {
  count = var.deletion_protection ? 1 : 0

  name       = local.name
  scope      = azurerm_resource_group.this.id
  lock_level = "CanNotDelete"
  notes      = "deletion_protection of unit ${var.context.unit}"
}

locals {
  protected      = { (local.name) = azurerm_linux_virtual_machine.this.id }
  protected_with = length(azurerm_management_lock.this)
}
