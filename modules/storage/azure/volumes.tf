locals {
  attached = { for name, volume in var.volumes : name => volume.server if volume.server != null }

  # A server knows its disks by number: the volumes of each in the order of their names.
  numbers = {
    for name, server in local.attached :
    name => index([for other in sort(keys(local.attached)) : other if local.attached[other] == server], name)
  }

  # The form of an id is checked in the plan: a mock, planned with while the server is not there yet, is given one.
  unknown    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/unknown/providers/Microsoft.Compute"
  server_ids = [for id in var.server_ids : startswith(id, "/") ? id : "${local.unknown}/virtualMachines/unknown"]
}

# Encrypted at rest by Azure itself. Nothing at Azure makes a file system: the tag tells configuration management which.
resource "azurerm_managed_disk" "this" {
  for_each = var.volumes

  name                 = "${local.name}-${each.key}"
  location             = local.azure_region
  resource_group_name  = azurerm_resource_group.this.name
  storage_account_type = "StandardSSD_LRS" # the best that every size of server takes
  create_option        = "Empty"
  disk_size_gb         = each.value.size
  zone                 = each.value.server == null ? null : var.zones[each.value.server] == "" ? null : var.zones[each.value.server]
  tags                 = merge(local.labels, { format = each.value.format })

  # Nobody exports or imports a disk's content by a URL.
  network_access_policy         = "DenyAll"
  public_network_access_enabled = false
}

# Apart from the volume, so that one outlives the server it was attached to.
resource "azurerm_virtual_machine_data_disk_attachment" "this" {
  for_each = local.attached

  managed_disk_id    = azurerm_managed_disk.this[each.key].id
  virtual_machine_id = local.server_ids[each.value]
  lun                = local.numbers[each.key]
  caching            = "None" # what databases and object stores want, and safe for everything
}
