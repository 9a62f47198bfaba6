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

variable "protocols" {
  description = "What the gateway speaks: wireguard (51820/udp), openvpn (1194/udp) or both."
  type        = list(string)
  nullable    = false
  default     = ["wireguard"]

  validation {
    condition     = length(var.protocols) > 0 && alltrue([for protocol in var.protocols : contains(["wireguard", "openvpn"], protocol)])
    error_message = "A VPN gateway speaks wireguard, openvpn or both."
  }
}

variable "client_cidr" {
  description = "Range for the VPN's clients, within network_cidr and no subnet of it: the network routes it to the gateway."
  type        = string
  nullable    = false

  validation {
    condition = try(
      tonumber(split("/", var.client_cidr)[1]) > tonumber(split("/", var.network_cidr)[1])
      && tonumber(split("/", var.client_cidr)[1]) <= 29
      && cidrsubnet("${split("/", var.client_cidr)[0]}/${split("/", var.network_cidr)[1]}", 0, 0) == var.network_cidr
    , false)
    error_message = "The clients' range lies within network_cidr and has room for some (/29 or wider), such as 10.0.128.0/24 in 10.0.0.0/16."
  }

  # Two ranges overlap where the narrower begins within the wider.
  validation {
    condition = !anytrue([
      for subnet in var.subnet_cidrs : try(
        cidrsubnet("${split("/", subnet)[0]}/${split("/", var.client_cidr)[1]}", 0, 0) == var.client_cidr
        || cidrsubnet("${split("/", var.client_cidr)[0]}/${split("/", subnet)[1]}", 0, 0) == subnet
      , false)
    ])
    error_message = "The clients' range and the unit's own subnets do not overlap."
  }
}

variable "client_sources" {
  description = "Ranges that VPN clients may come from."
  type        = list(string)
  nullable    = false
  default     = ["0.0.0.0/0", "::/0"]
}
