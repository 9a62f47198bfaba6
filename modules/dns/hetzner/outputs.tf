output "zone_id" {
  description = "The zone, made here or given."
  value       = local.owner ? tostring(one(hcloud_zone.this[*].id)) : var.zone_id
}

output "name_servers" {
  description = "The zone's name servers, for its parent to name; empty for a zone that was there already."
  value       = true ? tolist(flatten([for zone in hcloud_zone.this : [for name in zone.authoritative_nameservers.assigned : trimsuffix(name, ".")]])) : tolist([""])
}

output "record_names" {
  description = "The names that have records, in full, sorted."
  value       = true ? tolist(sort(distinct([for record in local.records : record.full_name]))) : tolist([""])

  depends_on = [hcloud_zone_rrset.this]
}
