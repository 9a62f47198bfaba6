# The interface of the kind "compute": a unit's servers and, when asked for, the load balancer in front of them.

variable "region" {
  description = "Where: a neutral name (eu-central, us-east, us-west, ap-southeast) or one of the cloud's own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.region))
    error_message = "A region is written in lower-case letters, digits and hyphens, such as eu-central or fsn1."
  }
}

variable "servers" {
  description = "How many servers."
  type        = number
  nullable    = false

  validation {
    condition     = var.servers >= 0 && var.servers <= 100 && var.servers == floor(var.servers)
    error_message = "The number of servers is a whole number from 0 to 100."
  }
}

variable "size" {
  description = "A neutral size, in vCPUs and GiB of memory: small (2, 4), medium (4, 8), large (8, 16), xlarge (16, 32); or one of the cloud's own."
  type        = string
  nullable    = false
  default     = "small"

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._-]*$", var.size))
    error_message = "A size is small, medium, large, xlarge or a name of the cloud's own, such as cx22."
  }
}

variable "image" {
  description = "The operating system: debian-12, ubuntu-24.04, or the name or id of one of the cloud's own images."
  type        = string
  nullable    = false
  default     = "debian-12"

  validation {
    condition     = can(regex("^[^[:space:]]+$", var.image))
    error_message = "An image is debian-12, ubuntu-24.04 or a name or id of the cloud's own, without spaces."
  }
}

variable "ssh_keys" {
  description = "Public keys that may log in from the first boot, by their owner's name; servers need at least one. Later changes do not replace servers."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.ssh_keys) : can(regex("^[a-z][a-z0-9-]*$", name))])
    error_message = "The name of an SSH key is written in lower-case letters, digits and hyphens."
  }

  validation {
    condition = alltrue([
      for key in values(var.ssh_keys) :
      can(regex("^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\\.com) AAAA[A-Za-z0-9+/]+=* ?[^\\n]*$", key))
    ])
    error_message = "An SSH key is the one line of a public key file, such as ssh-ed25519 AAAA… name@host."
  }
}

variable "ssh_key_ids" {
  description = "Keys of ssh_keys that another unit has registered, name => id, for clouds that hold each key only once."
  type        = map(string)
  nullable    = false
  default     = {}
}

variable "user_data" {
  description = "cloud-init's user data for the first boot. It is no secret place: whoever is on the server can read it. Later changes do not replace servers."
  type        = string
  nullable    = false
  default     = ""

  # AWS takes the least, 16 KiB. Characters may have several bytes; base64 makes four characters of three bytes.
  validation {
    condition     = length(base64encode(var.user_data)) < 4 / 3 * 16384
    error_message = "The user data has less than 16 KiB."
  }
}

variable "network_id" {
  description = "The private network that the subnets are in."
  type        = string
  default     = null
}

variable "subnet_ids" {
  description = <<-EOT
    Private subnets that the servers join in turn, range => id; none: no private network. Addresses are dealt out here, so
    that they are known before the servers are: a load balancer has the first range's 4th, servers have the 10th and up.
  EOT
  type        = map(string)
  nullable    = false
  default     = {}

  # A range's last address is no server's.
  validation {
    condition = alltrue([
      for i, cidr in keys(var.subnet_ids) :
      var.servers <= i || 10 + ceil((var.servers - i) / length(var.subnet_ids)) <= try(pow(2, 32 - tonumber(split("/", cidr)[1])), 0) - 1
    ])
    error_message = "A subnet has too few addresses for its share of the servers, which have the 10th and up: list a wider one, such as a /24, or more of them in subnet_cidrs."
  }
}

variable "public_addresses" {
  description = "Whether each server has public addresses, IPv4 and where the cloud has it IPv6."
  type        = bool
  nullable    = false
  default     = true

  validation {
    condition     = var.public_addresses || length(var.subnet_ids) > 0
    error_message = "Servers without public addresses need a private subnet."
  }
}

variable "ip_forwarding" {
  description = "Whether the servers may forward packets that are not theirs, as a gateway does. The system on them must do so too."
  type        = bool
  nullable    = false
  default     = false
}

variable "spread" {
  description = "How servers are kept apart: hosts (different machines in one zone), zones (the region's zones in turn) or none. A change replaces servers or needs them switched off."
  type        = string
  nullable    = false
  default     = "hosts"

  validation {
    condition     = contains(["hosts", "zones", "none"], var.spread)
    error_message = "Servers are spread over hosts, zones or none."
  }
}

variable "firewall_ids" {
  description = "Firewalls that protect the servers."
  type        = list(string)
  nullable    = false
  default     = []
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

  validation {
    condition     = contains(["round_robin", "least_connections"], try(var.load_balancer.algorithm, "round_robin"))
    error_message = "A load balancer's algorithm is round_robin or least_connections."
  }

  validation {
    condition     = var.load_balancer == null || length(try(var.load_balancer.services, [])) > 0
    error_message = "A load balancer has at least one service."
  }

  validation {
    condition = alltrue([
      for service in try(var.load_balancer.services, []) :
      contains(["http", "tcp"], service.protocol) && contains(["http", "tcp"], coalesce(service.health_check.protocol, service.protocol))
    ])
    error_message = "The protocol of a load balancer's service and of its health check is http or tcp."
  }

  validation {
    condition = alltrue([
      for port in flatten([for service in try(var.load_balancer.services, []) : [service.port, coalesce(service.target_port, service.port)]]) :
      port >= 1 && port <= 65535 && port == floor(port)
    ])
    error_message = "A load balancer's ports are whole numbers from 1 to 65535."
  }

  validation {
    condition     = length(distinct(try(var.load_balancer.services[*].port, []))) == length(try(var.load_balancer.services, []))
    error_message = "A load balancer listens on each port once only."
  }

  validation {
    condition = alltrue([
      for service in try(var.load_balancer.services, []) :
      startswith(service.health_check.path, "/") && service.health_check.retries >= 1
      && service.health_check.timeout >= 1 && service.health_check.interval >= service.health_check.timeout
    ])
    error_message = "A health check's path starts with /, it has at least 1 retry, and its interval is not shorter than its timeout of at least 1 second."
  }
}

variable "deletion_protection" {
  description = "Whether the cloud, or else Terraform, refuses to delete the servers and the load balancer until this is taken back and applied."
  type        = bool
  nullable    = false
  default     = false
}
