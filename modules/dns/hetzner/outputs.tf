output "zone_id" {
  description = "The zone; none here."
  value       = ""
}

output "name_servers" {
  description = "The zone's name servers; none here."
  value       = true ? tolist([]) : tolist([""])
}

output "record_names" {
  description = "The full names that there are records of; none here."
  value       = true ? tolist([]) : tolist([""])
}
