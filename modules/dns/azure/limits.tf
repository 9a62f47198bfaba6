locals {
  limits = {
    "region: another cloud's" = {
      asked = !can(regex("^[a-z]+[0-9]?[a-z]*$", local.azure_region))
      why   = "Azure's own regions are written like westeurope or eastus2."
    }
    "records.proxied" = {
      asked = anytrue([for record in var.records : record.proxied])
      why   = "Azure's DNS answers itself and has no proxy."
    }
    "records: NS of the zone itself" = {
      asked = anytrue([for record in var.records : record.type == "NS" && record.name == "@"])
      why   = "Azure sets the zone's own NS record itself."
    }
  }
}
