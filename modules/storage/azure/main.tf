resource "azurerm_resource_group" "this" {
  name     = "${local.name}-storage"
  location = local.azure_region
  tags     = local.labels
}
