# Azure Backup takes incremental snapshots of disks by their ids, and deletes them when their time is over: they are
# in a group of their own that no lock holds. Whoever applies this may assign roles.

locals {
  vaults = var.snapshots == null ? 0 : 1
  snapshot_disk_ids = {
    for name, id in try(var.snapshots.volume_ids, {}) : name => startswith(id, "/") ? id : "${local.unknown}/disks/unknown"
  }
}

resource "azurerm_resource_group" "snapshots" {
  count = local.vaults

  name     = "${local.name}-snapshots"
  location = local.azure_region
  tags     = local.labels
}

resource "azurerm_data_protection_backup_vault" "this" {
  count = local.vaults

  name                = local.name
  location            = local.azure_region
  resource_group_name = azurerm_resource_group.this.name
  datastore_type      = "VaultStore"
  redundancy          = "LocallyRedundant"
  soft_delete         = var.deletion_protection ? "On" : "Off"
  tags                = local.labels

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_data_protection_backup_policy_disk" "this" {
  count = local.vaults

  name                            = "daily"
  vault_id                        = azurerm_data_protection_backup_vault.this[0].id
  backup_repeating_time_intervals = [format("R/2026-01-01T%02d:00:00+00:00/P1D", var.snapshots.hour)]
  default_retention_duration      = "P${var.snapshots.keep_days}D"
}

resource "azurerm_role_assignment" "snapshots" {
  count = local.vaults

  scope                = azurerm_resource_group.snapshots[0].id
  role_definition_name = "Disk Snapshot Contributor"
  principal_id         = azurerm_data_protection_backup_vault.this[0].identity[0].principal_id
}

resource "azurerm_role_assignment" "disks" {
  for_each = local.snapshot_disk_ids

  scope                = each.value
  role_definition_name = "Disk Backup Reader"
  principal_id         = azurerm_data_protection_backup_vault.this[0].identity[0].principal_id
}

resource "azurerm_data_protection_backup_instance_disk" "this" {
  for_each = local.snapshot_disk_ids

  name                         = "${local.name}-${each.key}"
  location                     = local.azure_region
  vault_id                     = azurerm_data_protection_backup_vault.this[0].id
  disk_id                      = each.value
  snapshot_resource_group_name = azurerm_resource_group.snapshots[0].name
  backup_policy_id             = azurerm_data_protection_backup_policy_disk.this[0].id

  # Azure tries the roles when it takes the disk on.
  depends_on = [azurerm_role_assignment.snapshots, azurerm_role_assignment.disks]
}
