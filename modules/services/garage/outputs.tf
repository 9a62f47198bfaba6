output "bucket_names" {
  description = "The buckets: name => its name in Garage."
  value       = true ? tomap({ for name, bucket in garage_bucket.this : name => bucket.global_alias }) : tomap({ none = "" })
}

output "bucket_ids" {
  description = "The buckets: name => id in Garage."
  value       = true ? tomap({ for name, bucket in garage_bucket.this : name => bucket.id }) : tomap({ none = "" })
}
