output "volume_ids" {
  description = "The volumes, name => id."
  value       = true ? tomap({ for name, volume in hcloud_volume.this : name => volume.id }) : tomap({ none = "" })
}

output "volume_devices" {
  description = "Where the attached server finds each volume, name => device."
  value       = true ? tomap({ for name, volume in hcloud_volume.this : name => volume.linux_device }) : tomap({ none = "" })
}

output "bucket_names" {
  description = "The buckets, name => its name at the cloud; none, see limits.tf."
  value       = true ? tomap({}) : tomap({ none = "" })
}

output "bucket_endpoints" {
  description = "Where each bucket is reached, name => URL; none, see limits.tf."
  value       = true ? tomap({}) : tomap({ none = "" })
}
