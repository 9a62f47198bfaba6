# The interface of the kind "bastion": one small server that SSH jumps through (ssh -J) into a private network.

variable "region" {
  description = "Where: a neutral name (eu-central, us-east, us-west, ap-southeast) or one of the cloud's own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.region))
    error_message = "A region is written in lower-case letters, digits and hyphens, such as eu-central or fsn1."
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
  description = "Public keys that may log in from the first boot, by their owner's name. Later changes do not replace servers."
  type        = map(string)
  nullable    = false

  # Without a key some clouds make up a root password and mail it.
  validation {
    condition     = length(var.ssh_keys) > 0
    error_message = "At least one SSH public key is needed."
  }

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

variable "network_id" {
  description = "The private network that the bastion is in."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Private subnets, range => id: the bastion is in the first, with the range's 5th address."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "A bastion needs a private subnet."
  }
}

variable "network_cidr" {
  description = "Range of the whole private network, the only place the bastion may reach by SSH."
  type        = string
  nullable    = false

  validation {
    condition = try(cidrsubnet(var.network_cidr, 0, 0) == var.network_cidr, false) && anytrue([
      for block in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] : try(
        tonumber(split("/", var.network_cidr)[1]) >= tonumber(split("/", block)[1])
        && cidrsubnet("${split("/", var.network_cidr)[0]}/${split("/", block)[1]}", 0, 0) == block
      , false)
    ])
    error_message = "A network's range is private (RFC 1918) and starts at its first address, such as 10.0.0.0/16."
  }
}

variable "ssh_cidrs" {
  description = "Ranges that may log in."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.ssh_cidrs) > 0 && alltrue([for cidr in var.ssh_cidrs : try(cidrsubnet(cidr, 0, 0) == cidr, false)])
    error_message = "At least one range may log in, each starting at its first address and in its shortest form, such as 203.0.113.0/24."
  }

  validation {
    condition     = var.public_ssh || !anytrue([for cidr in var.ssh_cidrs : try(tonumber(split("/", cidr)[1]) < 8, false)])
    error_message = "SSH (tcp port 22) would be open to the internet: name the ranges that need it, or set public_ssh: true in the inventory."
  }
}

variable "public_ssh" {
  description = "Whether ssh_cidrs may be the whole internet."
  type        = bool
  nullable    = false
  default     = false
}

variable "deletion_protection" {
  description = "Whether the cloud, or else Terraform, refuses to delete the bastion until this is taken back and applied."
  type        = bool
  nullable    = false
  default     = false
}
