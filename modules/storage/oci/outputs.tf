output "volume_ids" {
  description = "The volumes, name => id."
  value       = true ? tomap({ for name, volume in oci_core_volume.this : name => volume.id }) : tomap({ none = "" })

  precondition {
    condition     = var.oci.compartment_id != null
    error_message = local.no_compartment
  }
}

output "volume_devices" {
  description = "Where the attached server finds each volume, name => device; empty for one that is not attached."
  value       = true ? tomap({ for name in keys(var.volumes) : name => contains(keys(local.attached), name) ? local.devices[name] : "" }) : tomap({ none = "" })

  precondition {
    condition     = length(distinct([for name, server in local.attached : "${server} ${local.devices[name]}"])) == length(local.attached)
    error_message = "Two volumes of one server get the same device on Oracle Cloud, which follows from their names: rename one of ${join(", ", keys(local.attached))} in unit ${var.context.unit}."
  }
}

output "bucket_names" {
  description = "The buckets' names at the cloud, by name."
  value       = true ? tomap({ for name, bucket in oci_objectstorage_bucket.this : name => bucket.name }) : tomap({ none = "" })
}

# docs.oracle.com/iaas/Content/Object/Tasks/s3compatibleapi.htm
output "bucket_endpoints" {
  description = "Where each bucket is reached by the S3 protocol, name => URL."
  value = true ? tomap({
    for name in keys(oci_objectstorage_bucket.this) : name => "https://${local.namespace}.compat.objectstorage.${local.oci_region}.oraclecloud.com"
  }) : tomap({ none = "" })
}
