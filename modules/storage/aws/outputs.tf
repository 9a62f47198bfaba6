output "volume_ids" {
  description = "The volumes, name => id."
  value       = true ? tomap({ for name, volume in aws_ebs_volume.this : name => volume.id }) : tomap({ none = "" })

  precondition {
    condition     = alltrue([for together in values(local.beside) : length(together) <= 11])
    error_message = "AWS has names for 11 volumes of a server, /dev/sdf to /dev/sdp."
  }

  precondition {
    condition     = length(local.aws_zones) > 0 || length(local.attached) == length(var.volumes)
    error_message = "No zones are known for AWS's region ${local.aws_region}: add it to modules/providers/aws/regions.tf."
  }
}

output "volume_devices" {
  description = "Where the attached server finds each volume, name => device; on AWS by the volume's id, whatever device it was attached as."
  value       = true ? tomap({ for name, volume in aws_ebs_volume.this : name => "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${replace(volume.id, "-", "")}" }) : tomap({ none = "" })
}

output "bucket_names" {
  description = "The buckets, name => name at the cloud."
  value       = true ? tomap({ for name, bucket in aws_s3_bucket.this : name => bucket.bucket }) : tomap({ none = "" })
}

output "bucket_endpoints" {
  description = "Where the buckets are reached, name => URL of the S3 endpoint."
  value       = true ? tomap({ for name, bucket in aws_s3_bucket.this : name => "https://s3.${local.aws_region}.amazonaws.com${local.partition == "aws-cn" ? ".cn" : ""}" }) : tomap({ none = "" })
}
