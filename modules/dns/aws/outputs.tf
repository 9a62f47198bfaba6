output "zone_id" {
  description = "The zone, made here or given."
  value       = local.zone_id
}

output "name_servers" {
  description = "The zone's name servers, for its parent to name; empty for a zone that was there already."
  value       = true ? tolist(flatten(aws_route53_zone.this[*].name_servers)) : tolist([""])
}

output "record_names" {
  description = "The names that have records, in full, sorted."
  value       = true ? tolist(sort(distinct([for record in local.records : record.full_name]))) : tolist([""])

  depends_on = [aws_route53_record.this]
}
