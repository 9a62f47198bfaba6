output "zone_id" {
  description = "The zone, made here or given."
  value       = local.zone_id
}

output "name_servers" {
  description = "The name servers that the registrar is to be told of; empty for a zone that is there already."
  value       = true ? tolist(flatten(cloudflare_zone.this[*].name_servers)) : tolist([""])
}

output "record_names" {
  description = "The full names that there are records of, sorted."
  value       = true ? tolist(sort(distinct([for record in var.records : record.name == "@" ? var.zone : "${record.name}.${var.zone}"]))) : tolist([""])
}
