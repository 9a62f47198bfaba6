# What a unit sets up in a Vault that runs already. Names here are the unit's own; in Vault they are below
# <product>/<environment>/<unit>, or begin with these words. VAULT_ADDR and VAULT_TOKEN come from the environment.

variable "engines" {
  description = <<-EOT
    Secrets engines by name: type (kv: version 2, transit, pki or database), description, and the longest lease in seconds
    (null: Vault's own; of pki, no certificate lasts longer).
  EOT
  type = map(object({
    type              = string
    description       = optional(string, "")
    max_lease_seconds = optional(number)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in keys(var.engines) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))])
    error_message = "Secrets engines have names of lower-case letters, digits and inner hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for engine in values(var.engines) : contains(["kv", "transit", "pki", "database"], engine.type)])
    error_message = "A secrets engine's type is kv, transit, pki or database."
  }

  validation {
    condition = alltrue([
      for most in values(var.engines)[*].max_lease_seconds : most == null || try(most >= 1 && floor(most) == most, false)
    ])
    error_message = "A longest lease is a whole number of seconds."
  }
}

variable "keys" {
  description = <<-EOT
    Encryption keys by name, such as those that other servers unseal with or state is encrypted with: the transit engine
    they are in, their type, and after how many days Vault makes a new version of them (0: never). They never leave Vault.
  EOT
  type = map(object({
    engine      = string
    type        = optional(string, "aes256-gcm96")
    rotate_days = optional(number, 0)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in keys(var.keys) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))])
    error_message = "Keys have names of lower-case letters, digits and inner hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for key in values(var.keys) : try(var.engines[key.engine].type, "") == "transit"])
    error_message = "A key is in a transit engine of this unit."
  }

  # developer.hashicorp.com/vault/api-docs/secret/transit.
  validation {
    condition = alltrue([for key in values(var.keys) : contains([
      "aes128-gcm96", "aes256-gcm96", "chacha20-poly1305", "ed25519", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "rsa-2048", "rsa-3072", "rsa-4096",
    ], key.type)])
    error_message = "A key's type is one of Vault's, such as aes256-gcm96 or ed25519."
  }

  validation {
    condition     = alltrue([for key in values(var.keys) : key.rotate_days >= 0 && floor(key.rotate_days) == key.rotate_days])
    error_message = "A key is rotated after a whole number of days, or never (0)."
  }
}

variable "deletion_protection" {
  description = "Refuses to destroy secrets engines and keys until it is off again; null: in prod alone."
  type        = bool
  default     = null
}
