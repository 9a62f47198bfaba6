# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "bucket_names" {
  description = "The buckets: name => its name in Garage."
  value       = module.garage.bucket_names
}

output "bucket_ids" {
  description = "The buckets: name => id in Garage."
  value       = module.garage.bucket_ids
}
