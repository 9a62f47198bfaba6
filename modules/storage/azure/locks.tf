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
    { for name, volume in azurerm_managed_disk.this : "volume ${name}" => volume.id },
    { for name, container in azurerm_storage_container.this : "bucket ${name}" => container.id },
  )
  protected_with = sum([
    length(azurerm_management_lock.this), length(azurerm_virtual_machine_data_disk_attachment.this),
    length(azurerm_data_protection_backup_instance_disk.this), length(azurerm_storage_management_policy.this),
  ])
}
