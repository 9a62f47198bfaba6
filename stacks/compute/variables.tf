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

variable "servers" {
  description = "How many servers."
  type        = number
  nullable    = false
  default     = 1
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

variable "ssh_key_ids" {
  description = "Those of ssh_keys that another unit has registered, name => id."
  type        = map(string)
  nullable    = false
  default     = {}
}

variable "network_id" {
  description = "The private network to join; null: the unit makes its own."
  type        = string
  default     = null
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

variable "load_balancer" {
  description = <<-EOT
    A load balancer in front of the servers; null: none. size: small, medium, large or one of the cloud's own.
    algorithm: round_robin or least_connections. services: what it listens to, each with the protocol (http or tcp),
    its port, the servers' port (target_port, else the same) and the health check (protocol, else the service's; path
    for http; interval and timeout in seconds; retries until a server is out).
  EOT
  type = object({
    size      = optional(string, "small")
    algorithm = optional(string, "round_robin")
    services = list(object({
      protocol    = optional(string, "http")
      port        = number
      target_port = optional(number)
      health_check = optional(object({
        protocol = optional(string)
        path     = optional(string, "/")
        interval = optional(number, 15)
        timeout  = optional(number, 10)
        retries  = optional(number, 3)
      }), {})
    }))
  })
  default = null
}

variable "public_addresses" {
  description = "Whether each server has public addresses of its own."
  type        = bool
  nullable    = false
  default     = true
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
