locals {
  limits = {
    "records.proxied" = {
      asked = anytrue([for record in var.records : record.proxied])
      why   = "Oracle Cloud has no proxy in front of DNS records."
    }
  }
}
