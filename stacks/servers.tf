# What every stack with servers takes from the inventory. Linked into their folders; variables.tf has the rest.

variable "size" {
  description = "A neutral size (small, medium, large, xlarge) or one of the cloud's own."
  type        = string
  nullable    = false
  default     = "small"
}

variable "image" {
  description = "The operating system: debian-12, ubuntu-24.04 or one of the cloud's own images."
  type        = string
  nullable    = false
  default     = "debian-12"
}

variable "ssh_keys" {
  description = "Public keys that may log in from the first boot, by their owner's name."
  type        = map(string)
  nullable    = false
}

variable "network_cidr" {
  description = "Range of the whole private network, which may reach the servers by SSH."
  type        = string
  nullable    = false
}

variable "ssh_cidrs" {
  description = "Ranges outside the private network that may reach the servers by SSH."
  type        = list(string)
  nullable    = false
  default     = []
}

variable "public_ssh" {
  description = "Whether ssh_cidrs and firewall_rules may open SSH to the whole internet."
  type        = bool
  nullable    = false
  default     = false
}

variable "deletion_protection" {
  description = "Whether the cloud, or else Terraform, refuses to delete the unit's servers, volumes, networks and load balancers, Terraform included, until this is taken back and applied; null: in prod alone, and only where they hold state (management)."
  type        = bool
  default     = null
}
