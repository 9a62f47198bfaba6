output "zone_id" {
  description = "The zone, made here or given; Heroku has none."
  value       = ""
}

output "name_servers" {
  description = "The zone's name servers; Heroku has none."
  value       = true ? tolist([]) : tolist([""])
}

output "record_names" {
  description = "The full names that there are records of; Heroku has none."
  value       = true ? tolist([]) : tolist([""])
}
