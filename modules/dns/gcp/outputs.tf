output "zone_id" {
  description = "The zone, made here or given."
  value       = var.zone_id == null ? one(google_dns_managed_zone.this[*].id) : var.zone_id
}

output "name_servers" {
  description = "What the domain is to be delegated to; empty for a zone that was there already."
  value       = true ? tolist(flatten(google_dns_managed_zone.this[*].name_servers)) : tolist([""])
}

output "record_names" {
  description = "The full names that have records."
  value       = true ? tolist(sort(distinct(values(local.full_names)))) : tolist([""])
  depends_on  = [google_dns_record_set.this]
}
