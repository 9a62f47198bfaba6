# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "zone_id" {
  description = "The zone, for other units to make records in."
  value       = module.dns.zone_id
}

output "name_servers" {
  description = "What the zone's parent, or the registrar, is to delegate it to."
  value       = module.dns.name_servers
}

output "record_names" {
  description = "The full names of all records."
  value       = module.dns.record_names
}

output "certificates" {
  description = "The certificates by name, in PEM, the leaf first."
  value       = module.certificates.certificates
}

output "certificate_expirations" {
  description = "When each certificate ends."
  value       = module.certificates.expirations
}
