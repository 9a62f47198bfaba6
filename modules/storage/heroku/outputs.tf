output "volume_ids" {
  description = "The volumes, name => id; Heroku has none."
  value       = true ? tomap({}) : tomap({ none = "" })
}

output "volume_devices" {
  description = "Where the attached server finds each volume, name => device; Heroku has none."
  value       = true ? tomap({}) : tomap({ none = "" })
}

output "bucket_names" {
  description = "The buckets' names at the cloud; Heroku has none."
  value       = true ? tomap({}) : tomap({ none = "" })
}

output "bucket_endpoints" {
  description = "URLs at which the buckets are reached; Heroku has none."
  value       = true ? tomap({}) : tomap({ none = "" })
}
