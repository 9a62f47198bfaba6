# In: SSH from those who may log in. Out: SSH into the private network, and what the system needs, which is names,
# packages and their signatures. The first rule that fits decides; ranges are in one rule each, because those of one
# rule must not overlap.

locals {
  allowed = concat(
    [for cidr in var.ssh_cidrs : { direction = "Inbound", protocol = "Tcp", port = "22", cidr = cidr }],
    [{ direction = "Outbound", protocol = "Tcp", port = "22", cidr = var.network_cidr }],
    [for port in ["53", "80", "443"] : { direction = "Outbound", protocol = "Tcp", port = port, cidr = "0.0.0.0/0" }],
    [{ direction = "Outbound", protocol = "Udp", port = "53", cidr = "0.0.0.0/0" }],
  )
}

resource "azurerm_network_security_group" "this" {
  name                = local.name
  location            = local.azure_region
  resource_group_name = azurerm_resource_group.this.name
  tags                = local.labels

  dynamic "security_rule" {
    for_each = local.allowed

    content {
      name                       = "rule-${security_rule.key + 1}"
      priority                   = 100 + security_rule.key
      direction                  = security_rule.value.direction
      access                     = "Allow"
      protocol                   = security_rule.value.protocol
      source_port_range          = "*"
      destination_port_range     = security_rule.value.port
      source_address_prefix      = security_rule.value.direction == "Inbound" ? security_rule.value.cidr : "*"
      destination_address_prefix = security_rule.value.direction == "Inbound" ? "*" : security_rule.value.cidr
    }
  }

  dynamic "security_rule" {
    for_each = toset(["Inbound", "Outbound"])

    content {
      name                       = "refuse-the-rest-${lower(security_rule.value)}"
      description                = "What no other rule allows"
      priority                   = 4096
      direction                  = security_rule.value
      access                     = "Deny"
      protocol                   = "*"
      source_port_range          = "*"
      destination_port_range     = "*"
      source_address_prefix      = "*"
      destination_address_prefix = "*"
    }
  }
}
