locals {
  limits = {
    "region: another cloud's" = {
      asked = !can(regex("^[a-z]+[0-9]?[a-z]*$", local.azure_region))
      why   = "Azure's own regions are written like westeurope or eastus2."
    }
  }
}
