# Private whatever anybody grants later (public_access_prevention), and without the older access lists. Names are shared
# by everybody at Google: the unit's goes before.

resource "google_storage_bucket" "this" {
  for_each = var.buckets

  name                        = "${local.name}-${each.key}"
  location                    = upper(local.google_region)
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.deletion_protection
  labels                      = local.labels

  versioning {
    enabled = each.value.versioning
  }

  dynamic "lifecycle_rule" {
    for_each = each.value.keep_days == null ? [] : [each.value.keep_days]

    content {
      action {
        type = "Delete"
      }

      condition {
        age                        = each.value.versioning ? null : lifecycle_rule.value
        days_since_noncurrent_time = each.value.versioning ? lifecycle_rule.value : null
        with_state                 = each.value.versioning ? "ARCHIVED" : "ANY"
      }
    }
  }
}
