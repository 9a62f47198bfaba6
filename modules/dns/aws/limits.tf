# What AWS cannot do of the interface.

locals {
  limits = {
    "records.proxied" = {
      asked = anytrue([for record in var.records : record.proxied])
      why   = "AWS's Route 53 answers with what the records say and has no proxy in front."
    }
    "records: NS of the zone itself" = {
      asked = anytrue([for record in var.records : record.name == "@" && record.type == "NS"])
      why   = "AWS's Route 53 makes the name servers' records of a zone itself."
    }
  }
}
