variable "buckets" {
  description = <<-EOT
    Private object buckets by name. versioning: whether what is overwritten or deleted stays as an older version.
    keep_days: days after which older versions, or without versioning the objects themselves, are deleted; null: never.
  EOT
  type = map(object({
    versioning = optional(bool, true)
    keep_days  = optional(number)
  }))
  nullable = false
  default  = {}
}

variable "snapshot_volume_ids" {
  description = "Volumes to take snapshots of, name => id; of a unit in the same cloud by inputs: {snapshot_volume_ids: mgmt.volume_ids}."
  type        = map(string)
  nullable    = false
  default     = {}
}

variable "snapshot_hour" {
  description = "The hour (UTC) that snapshots begin at."
  type        = number
  nullable    = false
  default     = 3
}

variable "snapshot_days" {
  description = "Days that each snapshot is kept."
  type        = number
  nullable    = false
  default     = 14
}

variable "deletion_protection" {
  description = "Whether buckets that are not empty cannot be deleted, by Terraform included, until this is taken back and applied; null: in prod alone."
  type        = bool
  default     = null
}
