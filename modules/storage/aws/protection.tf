# AWS has no switch that keeps a volume from being deleted, and one for buckets only while something is in them, whose
# settings would be gone by then. So Terraform refuses: what stands here is destroyed before any of it is, or would be.
# Taking the protection back is a change in place.

resource "terraform_data" "protection" {
  for_each = merge(
    { for name, volume in aws_ebs_volume.this : "volume ${name}" => volume.id },
    { for name, bucket in aws_s3_bucket.this : "bucket ${name}" => bucket.id },
  )

  input            = { protected = var.deletion_protection, name = "${local.name}'s ${each.key}" }
  triggers_replace = [each.value]

  depends_on = [
    aws_s3_bucket_lifecycle_configuration.this, aws_s3_bucket_ownership_controls.this, aws_s3_bucket_policy.this,
    aws_s3_bucket_public_access_block.this, aws_s3_bucket_server_side_encryption_configuration.this,
    aws_s3_bucket_versioning.this, aws_volume_attachment.this,
  ]

  provisioner "local-exec" {
    when    = destroy
    quiet   = true
    command = self.output.protected ? "echo \"${self.output.name} is protected: set deletion_protection: false and apply\" >&2; exit 1" : "true"
  }
}
