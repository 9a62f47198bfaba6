locals {
  limits = {
    # github.com/hashicorp/terraform-provider-azurerm/pull/7689, 2020-07: more is for ultra disks only.
    "volumes.size" = {
      asked = anytrue([for volume in values(var.volumes) : volume.size > 32767])
      why   = "Azure's volumes have at most 32767 GB."
    }
    "region: another cloud's" = {
      asked = !can(regex("^[a-z]+[0-9]?[a-z]*$", local.azure_region))
      why   = "Azure's own regions are written like westeurope or eastus2."
    }
  }
}
