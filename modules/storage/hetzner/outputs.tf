output "volume_ids" {
  description = "The volumes, name => id."
  value       = true ? tomap({ for name, volume in hcloud_volume.this : name => volume.id }) : tomap({ none = "" })

  # github.com/hetznercloud/csi-driver/pull/29, 2019-03-13 (10); docs.hetzner.cloud/#volumes-create-a-volume (10240).
  precondition {
    condition     = alltrue([for volume in values(var.volumes) : volume.size >= 10 && volume.size <= 10240])
    error_message = "Hetzner's volumes have 10 to 10240 GB: ${join(", ", [for name, volume in var.volumes : "${name} has ${volume.size}"])}."
  }
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
