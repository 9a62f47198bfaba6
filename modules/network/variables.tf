# The interface of the kind "network": a private network, or a place in an existing one.

variable "region" {
  description = "Where: a neutral name (eu-central, us-east, us-west, ap-southeast) or one of the cloud's own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.region))
    error_message = "A region is written in lower-case letters, digits and hyphens, such as eu-central or fsn1."
  }
}

variable "network_id" {
  description = "Existing network to make the subnets and routes in; null makes a network of its own."
  type        = string
  default     = null
}

variable "cidr" {
  description = "Range of the whole network, also when it exists already."
  type        = string
  nullable    = false

  validation {
    condition = try(cidrsubnet(var.cidr, 0, 0) == var.cidr, false) && anytrue([
      for block in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] : try(
        tonumber(split("/", var.cidr)[1]) >= tonumber(split("/", block)[1])
        && cidrsubnet("${split("/", var.cidr)[0]}/${split("/", block)[1]}", 0, 0) == block
      , false)
    ])
    error_message = "A network's range is private (RFC 1918) and starts at its first address, such as 10.0.0.0/16."
  }
}

variable "subnet_cidrs" {
  description = "Ranges of the subnets to make, each within the network's."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition = alltrue([
      for subnet in var.subnet_cidrs : try(
        cidrsubnet(subnet, 0, 0) == subnet
        && tonumber(split("/", subnet)[1]) >= tonumber(split("/", var.cidr)[1])
        && cidrsubnet("${split("/", subnet)[0]}/${split("/", var.cidr)[1]}", 0, 0) == var.cidr
      , false)
    ])
    error_message = "Each subnet's range starts at its first address and lies within the network's range, such as 10.0.1.0/24 in 10.0.0.0/16."
  }

  validation {
    condition = !anytrue(flatten([
      for i, one in var.subnet_cidrs : [
        for j, other in var.subnet_cidrs : try(
          i != j && tonumber(split("/", one)[1]) >= tonumber(split("/", other)[1])
          && cidrsubnet("${split("/", one)[0]}/${split("/", other)[1]}", 0, 0) == other
        , false)
      ]
    ]))
    error_message = "Subnets' ranges do not overlap, and each may be listed once only."
  }
}

variable "routes" {
  description = "Routes, by destination range: the server that forwards there, as its private address and its network interface (clouds route to one or the other)."
  type = map(object({
    address      = string
    interface_id = string
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for destination in keys(var.routes) : try(cidrsubnet(destination, 0, 0) == destination, false)])
    error_message = "A route's destination is a range that starts at its first address, such as 10.0.128.0/24."
  }
}

variable "route_table_id" {
  description = "The route table of an existing network that routes are added to, for clouds that have such tables; null in a network of one's own."
  type        = string
  default     = null
}

variable "nat" {
  description = "Whether servers without public addresses reach the internet through the cloud's address translation, which costs extra."
  type        = bool
  nullable    = false
  default     = false
}

variable "deletion_protection" {
  description = "Whether the cloud, or else Terraform, refuses to delete the network until this is taken back and applied."
  type        = bool
  nullable    = false
  default     = false
}
