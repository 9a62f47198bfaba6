resource "garage_bucket" "this" {
  for_each = var.buckets

  global_alias           = "${local.name}-${each.key}"
  max_size               = each.value.max_bytes
  max_objects            = each.value.max_objects
  website_enabled        = each.value.website
  website_index_document = each.value.website ? "index.html" : null
  website_error_document = each.value.website ? "error.html" : null
}

resource "garage_bucket_permission" "this" {
  for_each = merge([
    for name, bucket in var.buckets : { for id, access in bucket.access : "${name} ${id}" => { bucket = name, id = id, access = access } }
  ]...)

  bucket_id     = garage_bucket.this[each.value.bucket].id
  access_key_id = each.value.id
  read          = each.value.access != "write"
  write         = each.value.access != "read"
  owner         = each.value.access == "owner"
}

# Garage has no lock of its own. This is destroyed before the buckets, and fails while protection is on.
resource "terraform_data" "protection" {
  input = local.deletion_protection

  provisioner "local-exec" {
    when    = destroy
    command = self.input ? "echo 'The buckets are protected: set deletion_protection to false, and apply, first.' >&2; exit 1" : "true"
  }

  depends_on = [garage_bucket.this, garage_bucket_permission.this]
}
