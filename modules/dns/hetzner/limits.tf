locals {
  limits = {
    "records.proxied" = {
      asked = anytrue([for record in var.records : record.proxied])
      why   = "Hetzner's DNS answers with what the records say and has no proxy in front."
    }
    # docs.hetzner.cloud/reference/cloud#zones-create-a-zone, read 2026-11-25 in a public copy of its description.
    "records: NS of the zone itself" = {
      asked = anytrue([for record in var.records : record.name == "@" && record.type == "NS"])
      why   = "Hetzner makes the name servers' records of a zone itself."
    }
    # #zone-rrsets-create-an-rrset: "must not end with […] the Zone name".
    "records: names that end with the zone's" = {
      asked = anytrue([for record in var.records : endswith(record.name, var.zone)])
      why   = "Hetzner takes no record whose name within the zone ends with the zone's own, such as www.example.com in example.com."
    }
  }
}
