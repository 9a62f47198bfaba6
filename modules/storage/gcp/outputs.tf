output "volume_ids" {
  description = "The volumes, name => id."
  value       = true ? tomap({ for name, disk in google_compute_disk.this : name => disk.id }) : tomap({ none = "" })
}

output "volume_devices" {
  description = "Where the attached server finds each volume, name => device."
  value       = true ? tomap({ for name in keys(var.volumes) : name => "/dev/disk/by-id/google-${local.volume_names[name]}" }) : tomap({ none = "" })

  # A schedule is for the volumes of its own region.
  precondition {
    condition     = alltrue([for volume in values(local.snapshot_volumes) : startswith(volume.zone, "${local.google_region}-")])
    error_message = "Google Cloud makes snapshots of volumes in ${local.google_region} only by a schedule there: ${join(", ", [for name, volume in local.snapshot_volumes : "${name} is in ${volume.zone}"])}."
  }
}

output "bucket_names" {
  description = "The buckets, name => name at the cloud."
  value       = true ? tomap({ for name, bucket in google_storage_bucket.this : name => bucket.name }) : tomap({ none = "" })

  # cloud.google.com/storage/docs/buckets#naming.
  precondition {
    condition     = length(var.buckets) == 0 || !(startswith(local.name, "goog") || strcontains(local.name, "google"))
    error_message = "Google Cloud's buckets do not begin with goog or contain google, as ${local.name} does."
  }
}

output "bucket_endpoints" {
  description = "Where each bucket is reached, name => URL; Google's speaks S3's language too."
  value       = true ? tomap({ for name in keys(google_storage_bucket.this) : name => "https://storage.googleapis.com" }) : tomap({ none = "" })
}
