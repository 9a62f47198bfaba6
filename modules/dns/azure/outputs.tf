output "zone_id" {
  description = "The zone, made here or given."
  value       = local.zone_id
}

output "name_servers" {
  description = "What the domain is to be delegated to; empty for a zone that was there already."
  value       = true ? tolist(flatten([for zone in azurerm_dns_zone.this : sort(zone.name_servers)])) : tolist([""])
}

output "record_names" {
  description = "The full names that have records, sorted."
  value       = true ? tolist(sort(distinct([for record in var.records : record.name == "@" ? var.zone : "${record.name}.${var.zone}"]))) : tolist([""])

  depends_on = [
    azurerm_dns_a_record.this, azurerm_dns_aaaa_record.this, azurerm_dns_caa_record.this, azurerm_dns_cname_record.this,
    azurerm_dns_mx_record.this, azurerm_dns_ns_record.this, azurerm_dns_srv_record.this, azurerm_dns_txt_record.this,
  ]
}
