# The interface of the kind "storage": block volumes, attached to servers or not.

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

variable "deletion_protection" {
  description = "Whether the cloud refuses to delete the volumes until this is taken back and applied."
  type        = bool
  nullable    = false
  default     = false
}
