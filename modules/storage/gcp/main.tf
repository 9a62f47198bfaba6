locals {
  # At most 63 characters (RFC 1035), of which the unit's name may have taken 52.
  volume_names = {
    for name in keys(var.volumes) :
    name => length(local.name) + length(name) < 63 ? "${local.name}-${name}" : "${local.name}-${substr(sha256(name), 0, 8)}"
  }
}

# Encrypted by Google, as all its disks are. Google makes no file system: what is asked for is on the disk's label, where
# configuration management, which mounts it, finds it.
resource "google_compute_disk" "this" {
  for_each = var.volumes

  name   = local.volume_names[each.key]
  type   = "pd-balanced"
  size   = each.value.size
  zone   = each.value.server == null ? local.google_zones[0] : var.zones[each.value.server]
  labels = merge(local.labels, { format = each.value.format })
}

# Apart from the disk, so that one outlives the server it was attached to.
resource "google_compute_attached_disk" "this" {
  for_each = { for name, volume in var.volumes : name => volume.server if volume.server != null }

  disk        = google_compute_disk.this[each.key].id
  instance    = var.server_ids[each.value]
  device_name = local.volume_names[each.key]
}
