# The interface of the kind "storage": block volumes, attached to servers or not, snapshots of volumes, object buckets.

variable "region" {
  description = "Where: a neutral name (eu-central, us-east, us-west, ap-southeast) or one of the cloud's own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.region))
    error_message = "A region is written in lower-case letters, digits and hyphens, such as eu-central or fsn1."
  }
}

variable "volumes" {
  description = "Volumes by name: size in GB, the file system made on it, and the server it is attached to as an index into server_ids (null: none)."
  type = map(object({
    size   = number
    format = optional(string, "ext4")
    server = optional(number)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in keys(var.volumes) : can(regex("^[a-z0-9][a-z0-9-]*$", name))])
    error_message = "The name of a volume is written in lower-case letters, digits and hyphens."
  }

  validation {
    condition     = alltrue([for volume in values(var.volumes) : volume.size >= 1 && volume.size == floor(volume.size)])
    error_message = "The size of a volume is a whole number of GB."
  }

  validation {
    condition     = alltrue([for volume in values(var.volumes) : contains(["ext4", "xfs"], volume.format)])
    error_message = "The format of a volume is ext4 or xfs."
  }

  validation {
    condition = alltrue([
      for volume in values(var.volumes) :
      volume.server == null ? true : contains(range(length(var.server_ids)), volume.server)
    ])
    error_message = "A volume's server is an index into server_ids, the first being 0."
  }
}

variable "server_ids" {
  description = "The servers that volumes may be attached to."
  type        = list(string)
  nullable    = false
  default     = []
}

variable "zones" {
  description = "The zone of each of server_ids: a volume is made where its server is."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = length(var.zones) == length(var.server_ids)
    error_message = "There is one zone for each of server_ids."
  }
}

variable "snapshots" {
  description = "Daily snapshots of volumes, also of other units: volume_ids (name => id), the hour they begin at (UTC) and the days each is kept; null: none."
  type = object({
    volume_ids = map(string)
    hour       = optional(number, 3)
    keep_days  = optional(number, 14)
  })
  default = null

  validation {
    condition = var.snapshots == null ? true : (
      contains(range(24), var.snapshots.hour) && var.snapshots.keep_days >= 1 && var.snapshots.keep_days <= 365
      && var.snapshots.keep_days == floor(var.snapshots.keep_days)
    )
    error_message = "Snapshots begin at an hour from 0 to 23 and are kept for 1 to 365 days, in whole numbers."
  }
}

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

  validation {
    condition     = alltrue([for name in keys(var.buckets) : can(regex("^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$", name))])
    error_message = "The name of a bucket has 1 to 10 lower-case letters, digits and inner hyphens: with the unit's before it, it is to fit in 63."
  }

  validation {
    condition     = alltrue([for bucket in values(var.buckets) : bucket.keep_days == null ? true : bucket.keep_days >= 1 && bucket.keep_days == floor(bucket.keep_days)])
    error_message = "A bucket's keep_days is a whole number of days, at least 1."
  }
}

variable "deletion_protection" {
  description = "Whether the cloud, or else Terraform, refuses to delete the volumes, and buckets that are not empty, until this is taken back and applied."
  type        = bool
  nullable    = false
  default     = false
}
