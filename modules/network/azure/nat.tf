# One gateway for the subnets made here; IPv4 only, as Azure's are.

locals {
  nats = var.nat ? 1 : 0
}

resource "azurerm_public_ip" "nat" {
  count = local.nats

  name                = "${local.name}-nat"
  location            = local.azure_region
  resource_group_name = azurerm_resource_group.this[0].name
  allocation_method   = "Static"
  sku                 = "Standard"
  tags                = local.labels
}

resource "azurerm_nat_gateway" "this" {
  count = local.nats

  name                = local.name
  location            = local.azure_region
  resource_group_name = azurerm_resource_group.this[0].name
  sku_name            = "Standard"
  tags                = local.labels
}

resource "azurerm_nat_gateway_public_ip_association" "this" {
  count = local.nats

  nat_gateway_id       = azurerm_nat_gateway.this[0].id
  public_ip_address_id = azurerm_public_ip.nat[0].id
}

resource "azurerm_subnet_nat_gateway_association" "this" {
  for_each = toset(var.nat ? var.subnet_cidrs : [])

  subnet_id      = azurerm_subnet.this[each.value].id
  nat_gateway_id = azurerm_nat_gateway.this[0].id
}
