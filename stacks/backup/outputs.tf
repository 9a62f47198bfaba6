# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "bucket_names" {
  description = "The buckets' names at the cloud, name => name there."
  value       = module.storage.bucket_names
}

output "bucket_endpoints" {
  description = "Where each bucket is reached, name => URL."
  value       = module.storage.bucket_endpoints
}
