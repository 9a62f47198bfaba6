output "zone_id" {
  description = "The zone, made here or given."
  value       = local.zone_id

  precondition {
    condition     = var.oci.compartment_id != null
    error_message = local.no_compartment
  }
}

output "name_servers" {
  description = "The servers to delegate the zone to; empty for a zone that was there already, which is delegated."
  value       = true ? tolist(flatten(oci_dns_zone.this[*].nameservers[*].hostname)) : tolist([""])
}

output "record_names" {
  description = "Full names of the records, in alphabetical order."
  value       = true ? tolist(sort(distinct([for record in values(local.records) : record.full_name]))) : tolist([""])
}
