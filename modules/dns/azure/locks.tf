# A lock on the zone would hold for its records too. One on the SOA record, which goes with the zone only, stops
# whoever deletes the zone and nobody else (learn.microsoft.com/azure/dns/dns-protect-zones-recordsets).

resource "azurerm_management_lock" "this" {
  count = local.owner && var.deletion_protection ? 1 : 0

  name       = local.name
  scope      = "${azurerm_dns_zone.this[0].id}/SOA/@"
  lock_level = "CanNotDelete"
  notes      = "deletion_protection of unit ${var.context.unit}"
}

locals {
  protected = local.owner ? { (var.zone) = azurerm_dns_zone.this[0].id } : {}
  protected_with = sum([
    length(azurerm_management_lock.this), length(azurerm_dns_a_record.this), length(azurerm_dns_aaaa_record.this),
    length(azurerm_dns_caa_record.this), length(azurerm_dns_cname_record.this), length(azurerm_dns_mx_record.this),
    length(azurerm_dns_ns_record.this), length(azurerm_dns_srv_record.this), length(azurerm_dns_txt_record.this),
  ])
}
