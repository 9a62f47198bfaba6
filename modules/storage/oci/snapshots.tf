resource "oci_core_volume_backup_policy" "this" {
  count = var.snapshots == null ? 0 : 1

  compartment_id = local.compartment_id
  display_name   = local.name
  freeform_tags  = local.labels

  schedules {
    backup_type       = "INCREMENTAL"
    period            = "ONE_DAY"
    offset_type       = "STRUCTURED"
    hour_of_day       = var.snapshots.hour
    time_zone         = "UTC"
    retention_seconds = var.snapshots.keep_days * 86400
  }
}

resource "oci_core_volume_backup_policy_assignment" "this" {
  for_each = try(var.snapshots.volume_ids, {})

  asset_id  = each.value
  policy_id = oci_core_volume_backup_policy.this[0].id
}
