output "volume_ids" {
  description = "The volumes, name => id."
  value       = true ? tomap({ for name, disk in azurerm_managed_disk.this : name => disk.id }) : tomap({ none = "" })

  # learn.microsoft.com/javascript/api/@azure/arm-batch/datadisk, read 2026-11-24: 0 to 63; sizes of servers take fewer.
  precondition {
    condition     = alltrue([for number in values(local.numbers) : number <= 63])
    error_message = "Azure attaches at most 64 volumes to a server."
  }
}

output "volume_devices" {
  description = "Where the attached server finds each volume, name => device."
  value       = true ? tomap({ for name in keys(var.volumes) : name => try("/dev/disk/azure/scsi1/lun${local.numbers[name]}", "") }) : tomap({ none = "" })
}

output "bucket_names" {
  description = "The buckets, name => name at the cloud; Azure's are containers."
  value       = true ? tomap({ for name, container in azurerm_storage_container.this : name => container.name }) : tomap({ none = "" })
}

output "bucket_endpoints" {
  description = "Where each bucket is reached, name => URL: the storage account that the container is in, which speaks Azure's own language."
  value       = true ? tomap({ for name, account in azurerm_storage_account.this : name => account.primary_blob_endpoint }) : tomap({ none = "" })
}
