# Private buckets: no access control lists, nothing public whatever a policy may say, encrypted at rest and on the way.
# Their names are the unit's and ours: taken by somebody else in the world, AWS says so.

resource "aws_s3_bucket" "this" {
  for_each = var.buckets

  bucket = "${local.name}-${each.key}"
  # AWS deletes no bucket that is not empty; without protection Terraform empties it.
  force_destroy = !var.deletion_protection
  tags          = merge(local.labels, { Name = "${local.name}-${each.key}" })
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = var.buckets

  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "EncryptedConnectionsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.this[each.key].arn, "${aws_s3_bucket.this[each.key].arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  # Two changes of a bucket's access at once are refused.
  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = { for name, bucket in var.buckets : name => bucket if bucket.versioning }

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].id

  # What an upload that never ended left behind is paid for and not seen.
  rule {
    id     = "unfinished-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = each.value.keep_days == null ? [] : [each.value.keep_days]

    content {
      id     = "keep-days"
      status = "Enabled"

      filter {}

      dynamic "noncurrent_version_expiration" {
        for_each = each.value.versioning ? [rule.value] : []

        content {
          noncurrent_days = noncurrent_version_expiration.value
        }
      }

      dynamic "expiration" {
        for_each = each.value.versioning ? [] : [rule.value]

        content {
          days = expiration.value
        }
      }
    }
  }

  # Rules for older versions need versions.
  depends_on = [aws_s3_bucket_versioning.this]
}
