# Oracle encrypts all objects at rest, and deletes no bucket that is not empty, protected or not.

data "oci_objectstorage_namespace" "this" {
  count = length(var.buckets) == 0 ? 0 : 1

  compartment_id = local.compartment_id
}

locals {
  namespace = join("", data.oci_objectstorage_namespace.this[*].namespace)
}

resource "oci_objectstorage_bucket" "this" {
  for_each = var.buckets

  compartment_id = local.compartment_id
  namespace      = local.namespace
  name           = "${local.name}-${each.key}"
  access_type    = "NoPublicAccess"
  storage_tier   = "Standard"
  versioning     = each.value.versioning ? "Enabled" : "Disabled"
  freeform_tags  = local.labels
}

# Oracle deletes in the name of its service objectstorage-REGION, which a policy of the tenancy must allow to "manage
# object-family" in the compartment (docs.oracle.com/iaas/Content/Object/Tasks/usinglifecyclepolicies.htm).
resource "oci_objectstorage_object_lifecycle_policy" "this" {
  for_each = { for name, bucket in var.buckets : name => bucket if bucket.keep_days != null }

  namespace = local.namespace
  bucket    = oci_objectstorage_bucket.this[each.key].name

  rules {
    name        = "keep-days"
    action      = "DELETE"
    target      = each.value.versioning ? "previous-object-versions" : "objects"
    time_amount = tostring(each.value.keep_days)
    time_unit   = "DAYS"
    is_enabled  = true
  }
}
