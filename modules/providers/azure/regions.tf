# Neutral regions and Azure's, each with three availability zones. One of Azure's own (westeurope) passes through.
# Source of names and zones: learn.microsoft.com/azure/reliability/availability-zones-service-support, read 2026-11-24.

locals {
  azure_regions = {
    eu-central   = "germanywestcentral"
    us-east      = "eastus"
    us-west      = "westus2"
    ap-southeast = "southeastasia"
  }

  azure_zoned_regions = [
    "australiaeast", "brazilsouth", "canadacentral", "centralindia", "centralus", "eastasia", "eastus", "eastus2",
    "francecentral", "germanywestcentral", "israelcentral", "italynorth", "japaneast", "koreacentral", "mexicocentral",
    "northeurope", "norwayeast", "polandcentral", "qatarcentral", "southafricanorth", "southcentralus", "southeastasia",
    "swedencentral", "switzerlandnorth", "uaenorth", "uksouth", "westeurope", "westus2", "westus3",
  ]

  azure_region = lookup(local.azure_regions, var.region, var.region)
  azure_zones  = contains(local.azure_zoned_regions, local.azure_region) ? ["1", "2", "3"] : []
}
