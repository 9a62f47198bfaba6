locals {
  protected = merge(
    { for name in keys(var.volumes) : "volume ${name}" => { id = oci_core_volume.this[name].id, name = "Volume ${local.name}-${name}" } },
    { for name in keys(var.buckets) : "bucket ${name}" => { id = oci_objectstorage_bucket.this[name].id, name = "Bucket ${local.name}-${name}" } },
  )
  protected_with = sum([for all in [
    oci_core_volume_attachment.this, oci_core_volume_backup_policy_assignment.this, oci_objectstorage_object_lifecycle_policy.this,
  ] : length(all)])

  # The path that Oracle's images keep for an attachment, /dev/oracleoci/oraclevdb to oraclevdag (docs.oracle.com/iaas/
  # Content/Block/References/consistentdevicepaths.htm). By the volume's name, so that a new volume moves no other.
  letters = flatten([for first in ["", "a"] : [for last in split("", "abcdefghijklmnopqrstuvwxyz") : "${first}${last}"]])
  devices = {
    for name in keys(var.volumes) :
    name => "/dev/oracleoci/oraclevd${local.letters[1 + parseint(substr(sha1(name), 0, 7), 16) % 32]}"
  }

  attached = { for name, volume in var.volumes : name => volume.server if volume.server != null }
}

resource "oci_core_volume" "this" {
  for_each = var.volumes

  compartment_id      = local.compartment_id
  availability_domain = each.value.server == null ? local.first_domain : var.zones[each.value.server]
  size_in_gbs         = tostring(each.value.size)
  display_name        = "${local.name}-${each.key}"
  freeform_tags       = merge(local.labels, { format = each.value.format })
}

# Apart from the volume, so that one outlives the server it was attached to. File systems and mounting are the business
# of configuration management, which finds the file system's kind in the volume's tag.
resource "oci_core_volume_attachment" "this" {
  for_each = local.attached

  attachment_type                     = "paravirtualized"
  instance_id                         = var.server_ids[each.value]
  volume_id                           = oci_core_volume.this[each.key].id
  device                              = local.devices[each.key]
  display_name                        = "${local.name}-${each.key}"
  is_pv_encryption_in_transit_enabled = true
}
