# What outlives a unit: object buckets, and daily snapshots of the volumes of units it depends on.

module "storage" {
  source = "./modules/storage"

  context             = var.context
  region              = var.region
  buckets             = var.buckets
  deletion_protection = local.deletion_protection
  oci                 = var.oci

  snapshots = length(var.snapshot_volume_ids) == 0 ? null : {
    volume_ids = var.snapshot_volume_ids
    hour       = var.snapshot_hour
    keep_days  = var.snapshot_days
  }
}
