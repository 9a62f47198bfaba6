# The interface of the kind "firewall": one set of rules for the servers of a unit.

variable "region" {
  description = "Where: a neutral name (eu-central, us-east, us-west, ap-southeast) or one of the cloud's own. Some clouds keep firewalls by region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.region))
    error_message = "A region is written in lower-case letters, digits and hyphens, such as eu-central or fsn1."
  }
}

variable "network_id" {
  description = "The network that the firewall's servers are in, for clouds that keep firewalls by network."
  type        = string
  default     = null
}

variable "rules" {
  description = <<-EOT
    What is allowed; the rest is refused. Without a rule for direction "out" everything may leave.
    cidrs: who may come in, or where to go out. port: the only port, or the first one up to last_port; none: all ports.
  EOT
  type = list(object({
    direction   = optional(string, "in")
    protocol    = string
    port        = optional(number)
    last_port   = optional(number)
    cidrs       = list(string)
    description = string
  }))
  nullable = false

  validation {
    condition     = alltrue([for rule in var.rules : contains(["in", "out"], rule.direction)])
    error_message = "A rule's direction is in or out."
  }

  validation {
    condition     = alltrue([for rule in var.rules : contains(["tcp", "udp", "icmp"], rule.protocol)])
    error_message = "A rule's protocol is tcp, udp or icmp."
  }

  validation {
    condition     = alltrue([for rule in var.rules : rule.protocol != "icmp" || (rule.port == null && rule.last_port == null)])
    error_message = "A rule for icmp has no port."
  }

  validation {
    condition = alltrue([
      for port in flatten([for rule in var.rules : [rule.port == null ? 1 : rule.port, rule.last_port == null ? 1 : rule.last_port]]) :
      port >= 1 && port <= 65535 && port == floor(port)
    ])
    error_message = "A rule's ports are whole numbers from 1 to 65535."
  }

  validation {
    condition = alltrue([
      for rule in var.rules : rule.last_port == null ? true : rule.port == null ? false : rule.last_port >= rule.port
    ])
    error_message = "A rule's last_port comes with a port, which it is not less than."
  }

  validation {
    condition = alltrue([
      for rule in var.rules :
      length(rule.cidrs) > 0 && alltrue([for cidr in rule.cidrs : try(cidrsubnet(cidr, 0, 0) == cidr, false)])
    ])
    error_message = "A rule has at least one range, each starting at its first address and in its shortest form, such as 203.0.113.0/24 or 2001:db8::/32."
  }

  validation {
    condition     = alltrue([for rule in var.rules : can(regex("^[ -~]{1,255}$", rule.description))])
    error_message = "A rule's description has 1 to 255 ASCII characters."
  }

  # A range wider than /8 is the internet or a good part of it, also when written as two halves.
  validation {
    condition = var.public_ssh || !anytrue([
      for rule in var.rules :
      rule.direction == "in" && rule.protocol == "tcp"
      && (rule.port == null || try(rule.port <= 22 && coalesce(rule.last_port, rule.port) >= 22, false))
      && anytrue([for cidr in rule.cidrs : try(tonumber(split("/", cidr)[1]) < 8, false)])
    ])
    error_message = "SSH (tcp port 22) would be open to the internet: name the ranges that need it, or set public_ssh: true in the inventory."
  }
}

variable "public_ssh" {
  description = "Whether rules may open SSH to the internet."
  type        = bool
  nullable    = false
  default     = false
}
