locals {
  limits = {
    "records: CAA" = {
      asked = anytrue([for record in var.records : record.type == "CAA"])
      why   = "The provider of dynamic updates (hashicorp/dns) has no CAA records."
    }
    "records: NS and SRV of the zone itself" = {
      asked = anytrue([for record in var.records : contains(["NS", "SRV"], record.type) && record.name == "@"])
      why   = "The provider of dynamic updates (hashicorp/dns) has NS and SRV records of names within the zone only."
    }
    "records.proxied" = {
      asked = anytrue([for record in var.records : record.proxied])
      why   = "The management plane's DNS servers have no proxy in front."
    }
  }
}
