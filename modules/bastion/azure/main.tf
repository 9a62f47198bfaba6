locals {
  range           = keys(var.subnet_ids)[0]
  private_address = cidrhost(local.range, 5)

  # The form of an id is checked in the plan: a mock, planned with while the subnet is not there yet, is given one.
  subnet_id = startswith(var.subnet_ids[local.range], "/") ? var.subnet_ids[local.range] : (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/unknown/providers/Microsoft.Network/virtualNetworks/unknown/subnets/unknown"
  )
}

resource "azurerm_resource_group" "this" {
  name     = "${local.name}-bastion"
  location = local.azure_region
  tags     = local.labels
}

resource "azurerm_public_ip" "this" {
  name                = local.name
  location            = local.azure_region
  resource_group_name = azurerm_resource_group.this.name
  allocation_method   = "Static"
  sku                 = "Standard"
  ip_version          = "IPv4"
  tags                = local.labels
}

resource "azurerm_network_interface" "this" {
  name                = local.name
  location            = local.azure_region
  resource_group_name = azurerm_resource_group.this.name
  tags                = local.labels

  ip_configuration {
    name                          = "ipv4"
    subnet_id                     = local.subnet_id
    private_ip_address_version    = "IPv4"
    private_ip_address_allocation = "Static"
    private_ip_address            = local.private_address
    public_ip_address_id          = azurerm_public_ip.this.id
  }
}

resource "azurerm_network_interface_security_group_association" "this" {
  network_interface_id      = azurerm_network_interface.this.id
  network_security_group_id = azurerm_network_security_group.this.id
}

resource "azurerm_linux_virtual_machine" "this" {
  name                  = local.name
  location              = local.azure_region
  resource_group_name   = azurerm_resource_group.this.name
  size                  = local.server_type
  network_interface_ids = [azurerm_network_interface.this.id]
  source_image_id       = local.image_id
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

  os_disk {
    name                 = "${local.name}-system"
    caching              = "ReadWrite"
    storage_account_type = "StandardSSD_LRS" # the best that every size takes
  }

  lifecycle {
    ignore_changes = [admin_ssh_key] # counts at the first boot only, and would replace the server
  }

  # Nobody reaches it before its firewall is there.
  depends_on = [azurerm_network_interface_security_group_association.this]
}
