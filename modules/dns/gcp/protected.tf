# What protection.tf protects.

locals {
  protected      = { for zone in google_dns_managed_zone.this : "zone" => { id = zone.id, name = var.zone } }
  protected_with = length(google_dns_record_set.this)
}
