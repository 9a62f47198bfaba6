variable "policies" {
  description = <<-EOT
    What may be done, by name. rules: in an engine of this unit, a path in it, and the access: of kv, read or write (path:
    secrets, app/* for all below); of transit, encrypt, decrypt or use, which is both (path: a key); of pki, issue (path: a
    certificate role); of database, read (path: a database role). system: capabilities on paths of Vault's own, such as
    sys/metrics.
  EOT
  type = map(object({
    rules = optional(list(object({
      engine = string
      path   = string
      access = string
    })), [])
    system = optional(map(list(string)), {})
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in keys(var.policies) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))])
    error_message = "Policies have names of lower-case letters, digits and inner hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for policy in values(var.policies) : length(policy.rules) + length(policy.system) > 0])
    error_message = "A policy allows something."
  }

  validation {
    condition = alltrue(flatten([
      for policy in values(var.policies) : [
        for rule in policy.rules : contains(lookup({
          kv       = ["read", "write"]
          transit  = ["encrypt", "decrypt", "use"]
          pki      = ["issue"]
          database = ["read"]
        }, try(var.engines[rule.engine].type, ""), []), rule.access)
      ]
    ]))
    error_message = "A rule is of an engine of this unit, with an access its type has: kv read or write, transit encrypt, decrypt or use, pki issue, database read."
  }

  validation {
    condition = alltrue(flatten([
      for policy in values(var.policies) : [
        for rule in policy.rules : {
          kv       = can(regex("^([A-Za-z0-9_.-]+/)*([A-Za-z0-9_.-]+|\\*)$", rule.path))
          transit  = contains([for name, key in var.keys : name if key.engine == rule.engine], rule.path)
          pki      = contains([for name, role in var.certificate_roles : name if role.engine == rule.engine], rule.path)
          database = contains([for name, role in var.database_roles : name if try(var.databases[role.database].engine, "") == rule.engine], rule.path)
        }[try(var.engines[rule.engine].type, "kv")]
      ]
    ]))
    error_message = "A rule's path is relative, with * at its end alone; of transit, a key of that engine; of pki or database, a role of it."
  }

  validation {
    condition = alltrue(flatten([
      for policy in values(var.policies) : [
        for path, capabilities in policy.system :
        can(regex("^(sys|auth/token)/[a-z0-9/_-]+$", path)) && length(capabilities) > 0 && alltrue([
          for capability in capabilities : contains(["create", "read", "update", "patch", "delete", "list", "sudo", "deny"], capability)
        ])
      ]
    ]))
    error_message = "Paths of Vault's own begin with sys/ or auth/token/ and have no wildcard; capabilities are create, read, update, patch, delete, list, sudo and deny."
  }
}

variable "approles" {
  description = <<-EOT
    Machines that log in with a role id and a secret id, by name: policies of this unit, from which addresses (empty: all),
    for how long a token and a secret id last, and how often a secret id can be used (0: any number of times). Secret ids
    are issued outside Terraform: its state would hold them.
  EOT
  type = map(object({
    policies          = list(string)
    cidrs             = optional(list(string), [])
    token_minutes     = optional(number, 60)
    token_max_minutes = optional(number, 1440)
    secret_id_minutes = optional(number, 1440)
    secret_id_uses    = optional(number, 1)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in keys(var.approles) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))])
    error_message = "AppRoles have names of lower-case letters, digits and inner hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for role in values(var.approles) : length(role.policies) > 0 && length(setsubtract(role.policies, keys(var.policies))) == 0])
    error_message = "An AppRole has at least one policy, each of this unit."
  }

  validation {
    condition     = alltrue(flatten([for role in values(var.approles) : [for cidr in role.cidrs : can(cidrhost(cidr, 0))]]))
    error_message = "An AppRole's addresses are ranges such as 10.0.0.0/16."
  }

  validation {
    condition = alltrue([
      for role in values(var.approles) : role.token_minutes >= 1 && role.token_max_minutes >= role.token_minutes
      && role.secret_id_minutes >= 1 && role.secret_id_uses >= 0 && floor(role.secret_id_uses) == role.secret_id_uses
    ])
    error_message = "Tokens and secret ids last at least a minute, a token at most token_max_minutes; secret_id_uses is 0 or more."
  }
}

variable "audit" {
  description = "Audit logs by name => the file on Vault's servers. They are on before anything else is set up; only one unit of a Vault has them."
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = alltrue([for name, file in var.audit : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name)) && can(regex("^(/[A-Za-z0-9_.-]+)+$", file))])
    error_message = "An audit log has a name of lower-case letters, digits and inner hyphens, and an absolute file such as /var/log/vault/audit.log."
  }
}
