# A network security group, for the network interfaces of servers. Its rules are numbered, and the first that fits
# decides: those asked for come first, then whatever Azure's own rules would allow beyond them is refused.

resource "azurerm_resource_group" "this" {
  name     = "${local.name}-firewall"
  location = local.azure_region
  tags     = local.labels
}

resource "azurerm_network_security_group" "this" {
  name                = local.name
  location            = local.azure_region
  resource_group_name = azurerm_resource_group.this.name
  tags                = local.labels

  dynamic "security_rule" {
    for_each = local.allowed

    content {
      name                       = security_rule.value.name
      description                = security_rule.value.description
      priority                   = 100 + security_rule.key
      direction                  = security_rule.value.inbound ? "Inbound" : "Outbound"
      access                     = "Allow"
      protocol                   = title(security_rule.value.protocol)
      source_port_range          = "*"
      destination_port_range     = security_rule.value.ports
      source_address_prefix      = security_rule.value.inbound ? security_rule.value.cidr : "*"
      destination_address_prefix = security_rule.value.inbound ? "*" : security_rule.value.cidr
    }
  }

  dynamic "security_rule" {
    for_each = local.refused

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

locals {
  # One of Azure's rules for each range: ranges in one rule must not overlap (OverlappingSubnetsNotPermittedInSecurityRule)
  # nor mix IPv4 with IPv6 (github.com/hashicorp/terraform-provider-azurerm/issues/12534).
  allowed = flatten([
    for i, rule in var.rules : [
      for j, cidr in rule.cidrs : {
        name     = "rule-${i + 1}-range-${j + 1}"
        inbound  = rule.direction == "in"
        protocol = rule.protocol
        cidr     = cidr
        ports    = rule.port == null ? "*" : rule.last_port == null ? tostring(rule.port) : "${rule.port}-${rule.last_port}"
        # At most 140 characters: website/docs/r/network_security_rule.html.markdown of terraform-provider-azurerm.
        description = length(rule.description) <= 140 ? rule.description : "${substr(rule.description, 0, 137)}..."
      }
    ]
  ])

  # Without a rule for "out", everything may leave.
  refused = toset(concat(["Inbound"], anytrue([for rule in var.rules : rule.direction == "out"]) ? ["Outbound"] : []))
}
