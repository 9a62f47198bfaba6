locals {
  # A server that is in no zone of its own is somewhere in the region: its zone is "".
  zones = [for i in range(var.servers) : var.spread == "zones" ? try(element(local.azure_zones, i), "") : ""]

  # Server i is in subnet i modulo their number, and has its next address from the 10th on: every cloud keeps the
  # first few for itself.
  subnets = keys(var.subnet_ids)
  private_addresses = [
    for i in range(length(local.subnets) > 0 ? var.servers : 0) :
    cidrhost(element(local.subnets, i), 10 + floor(i / length(local.subnets)))
  ]

  resource_group = azurerm_resource_group.this.name
}

resource "azurerm_resource_group" "this" {
  name     = "${local.name}-compute"
  location = local.azure_region
  tags     = local.labels
}

# Servers of a set are on different nodes (Azure's REST API on availability sets, 2024-11-01). Fault domains are two or
# three, depending on the region: two are everywhere. Update domains are up to 20, which are never down for maintenance
# at once. A lone server is in a set too: joining one later would replace it.
resource "azurerm_availability_set" "this" {
  count = var.spread == "hosts" && var.servers > 0 ? 1 : 0

  name                         = local.name
  location                     = local.azure_region
  resource_group_name          = local.resource_group
  platform_fault_domain_count  = 2
  platform_update_domain_count = 20
  managed                      = true
  tags                         = local.labels
}

resource "azurerm_linux_virtual_machine" "this" {
  count = var.servers

  name                  = "${local.name}-${count.index + 1}"
  location              = local.azure_region
  resource_group_name   = local.resource_group
  size                  = local.server_type
  zone                  = local.zones[count.index] == "" ? null : local.zones[count.index]
  availability_set_id   = one(azurerm_availability_set.this[*].id)
  network_interface_ids = [azurerm_network_interface.this[count.index].id]
  source_image_id       = local.image_id
  custom_data           = var.user_data == "" ? null : base64encode(var.user_data)
  tags                  = local.labels

  admin_username                  = local.admin_user
  disable_password_authentication = true

  dynamic "admin_ssh_key" {
    for_each = var.ssh_keys

    content {
      username   = local.admin_user
      public_key = admin_ssh_key.value
    }
  }

  dynamic "source_image_reference" {
    for_each = local.image_id == null ? [local.image_parts] : []

    content {
      publisher = source_image_reference.value[0]
      offer     = try(source_image_reference.value[1], "")
      sku       = try(source_image_reference.value[2], "")
      version   = try(source_image_reference.value[3], "")
    }
  }

  # Azure encrypts managed disks at rest by itself. Encryption at the host as well (encryption_at_host_enabled) needs
  # the feature Microsoft.Compute/EncryptionAtHost registered in the subscription: without it servers could not be made.
  os_disk {
    name                 = "${local.name}-${count.index + 1}-system"
    caching              = "ReadWrite"
    storage_account_type = "StandardSSD_LRS" # the best that every size takes
  }

  lifecycle {
    # Both count at the first boot only. A change would replace the server and what is on it; running servers are
    # the business of configuration management.
    ignore_changes = [admin_ssh_key, custom_data]
  }
}
