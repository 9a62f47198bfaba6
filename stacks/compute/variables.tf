variable "servers" {
  description = "How many servers."
  type        = number
  nullable    = false
  default     = 1
}

variable "subnet_cidrs" {
  description = "Ranges within network_cidr that belong to this unit alone; its servers are in each in turn; none: no private network. Chosen once: a later change moves servers."
  type        = list(string)
  nullable    = false
  default     = []
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

variable "route_table_id" {
  description = "The route table of that network, for clouds that have them."
  type        = string
  default     = null
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
