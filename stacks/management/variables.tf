variable "servers" {
  description = "How many servers: 3 or 5 survive the loss of one or two, 1 is for trying out."
  type        = number
  nullable    = false
  default     = 3

  validation {
    condition     = contains([1, 3, 5], var.servers)
    error_message = "The management plane has 1, 3 or 5 servers: they elect a leader, which takes an odd number."
  }
}

variable "volume_size" {
  description = "Size in GB of the volume that each server keeps its data on."
  type        = number
  nullable    = false
  default     = 50
}

variable "public_addresses" {
  description = "Whether each server has public addresses of its own."
  type        = bool
  nullable    = false
  default     = true
}

variable "nat" {
  description = "Whether servers without public addresses reach the internet through the cloud's address translation, which costs extra."
  type        = bool
  nullable    = false
  default     = false

  # In some clouds nothing from outside reaches a subnet that leaves through address translation.
  validation {
    condition     = !var.nat || !var.public_addresses
    error_message = "nat is for servers without public addresses: set public_addresses: false."
  }
}

variable "user_data" {
  description = "cloud-init's user data for the first boot. No secrets."
  type        = string
  nullable    = false
  default     = ""
}

variable "spread" {
  description = "How servers are kept apart: hosts (different machines in one zone), zones (the region's zones in turn) or none. A change replaces servers or needs them switched off."
  type        = string
  nullable    = false
  default     = "hosts"
}
