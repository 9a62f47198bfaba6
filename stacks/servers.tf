# What every stack with servers takes from the inventory. Linked into their folders; variables.tf has the rest.

variable "context" {
  description = "The product, environment and unit that the resources belong to, and further labels for them."
  type = object({
    product     = string
    environment = string
    unit        = string
    labels      = map(string)
  })
  nullable = false
}

variable "region" {
  description = "Where: a neutral name (eu-central, us-east, us-west, ap-southeast) or one of the cloud's own."
  type        = string
  nullable    = false
}

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

variable "subnet_cidrs" {
  description = "Ranges within network_cidr that belong to this unit alone; its servers are in each in turn. Chosen once: a later change moves servers."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_cidrs) > 0
    error_message = "At least one subnet is needed."
  }
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

variable "firewall_rules" {
  description = "Further rules, beside those that the stack needs: what may come in or go out."
  type = list(object({
    direction   = optional(string, "in")
    protocol    = string
    port        = optional(number)
    last_port   = optional(number)
    cidrs       = list(string)
    description = string
  }))
  nullable = false
  default  = []
}

variable "deletion_protection" {
  description = "Whether the cloud refuses to delete the unit's servers, volumes, networks and load balancers, Terraform included, until this is taken back and applied."
  type        = bool
  nullable    = false
  default     = false
}

variable "hetzner" {
  description = "For Hetzner only. network_zone: the zone of a location that the region table lacks. backups: daily backups of the servers' own disks, at extra cost."
  type = object({
    network_zone = optional(string)
    backups      = optional(bool, false)
  })
  nullable = false
  default  = {}
}
