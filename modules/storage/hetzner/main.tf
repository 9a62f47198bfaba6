resource "hcloud_volume" "this" {
  for_each = var.volumes

  name              = "${local.name}-${each.key}"
  size              = each.value.size
  format            = each.value.format
  location          = each.value.server == null ? local.hetzner_locations[0] : var.zones[each.value.server]
  labels            = local.labels
  delete_protection = var.deletion_protection
}

# Apart from the volume, so that one outlives the server it was attached to.
resource "hcloud_volume_attachment" "this" {
  for_each = { for name, volume in var.volumes : name => volume.server if volume.server != null }

  volume_id = hcloud_volume.this[each.key].id
  server_id = var.server_ids[each.value]
  # Mounting is the business of configuration management, the same on every cloud.
  automount = false
}
