# What protection.tf protects: volumes. A bucket that is not empty stays by itself (force_destroy).

locals {
  protected      = { for name, disk in google_compute_disk.this : name => { id = disk.id, name = disk.name } }
  protected_with = length(google_compute_attached_disk.this) + length(google_compute_disk_resource_policy_attachment.this)
}
