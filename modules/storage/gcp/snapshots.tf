# Google makes and deletes the snapshots; those of a deleted volume stay until their time is over. A volume takes one such
# schedule (magic-modules mmv1/products/compute/DiskResourcePolicyAttachment.yaml, 2026-11-24), at any full hour in UTC
# (cloud.google.com/sdk/gcloud/reference/compute/resource-policies/create/snapshot-schedule, 2026-11-24).

locals {
  # An id is projects/P/zones/Z/disks/NAME. That of a unit not yet applied may be anything.
  snapshot_volumes = {
    for name, id in try(var.snapshots.volume_ids, {}) :
    name => { disk = reverse(split("/", id))[0], zone = try(split("/", id)[3], local.google_zones[0]) }
  }
}

resource "google_compute_resource_policy" "snapshots" {
  count = var.snapshots == null ? 0 : 1

  name   = "${local.name}-snapshots"
  region = local.google_region

  snapshot_schedule_policy {
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = format("%02d:00", var.snapshots.hour)
      }
    }

    retention_policy {
      max_retention_days    = var.snapshots.keep_days
      on_source_disk_delete = "APPLY_RETENTION_POLICY"
    }

    snapshot_properties {
      labels = local.labels
    }
  }
}

resource "google_compute_disk_resource_policy_attachment" "this" {
  for_each = local.snapshot_volumes

  name = google_compute_resource_policy.snapshots[0].name
  disk = each.value.disk
  zone = each.value.zone

  lifecycle {
    # Google deletes no policy that volumes are still attached to.
    replace_triggered_by = [google_compute_resource_policy.snapshots[0].id]
  }
}
