# What a unit sets up in an LDAP directory that runs already: the tree, service accounts without passwords, groups. A
# directory is shared, so names in it are as given here. LDAP_HOST, LDAP_PORT, LDAP_BIND_USER and LDAP_BIND_PASSWORD come
# from the environment.

variable "base_dn" {
  description = "The entry that is there already and everything here is below, such as dc=example,dc=com."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(dc|o|ou|c)=[A-Za-z0-9][A-Za-z0-9 .-]*(,(dc|o|ou|c)=[A-Za-z0-9][A-Za-z0-9 .-]*)*$", var.base_dn))
    error_message = "A base DN is made of dc, o, ou and c without spaces after commas, such as dc=example,dc=com."
  }
}

variable "organizational_units" {
  description = "Organizational units below the base: name => what they are for."
  type        = map(string)
  nullable    = false
  default     = { groups = "Groups", people = "People", services = "Service accounts" }

  validation {
    condition     = alltrue([for name, purpose in var.organizational_units : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name)) && length(trimspace(purpose)) > 0])
    error_message = "Organizational units have names of lower-case letters, digits and inner hyphens, a letter first, and a purpose."
  }
}

variable "accounts" {
  description = "Service accounts, uid => organizational unit and what they are for. Their passwords are set outside Terraform, which neither reads nor removes them."
  type = map(object({
    unit        = optional(string, "services")
    description = string
  }))
  nullable = false
  default  = {}

  validation {
    condition = alltrue([
      for uid, account in var.accounts : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", uid)) && length(trimspace(account.description)) > 0
    ])
    error_message = "Service accounts have names of lower-case letters, digits and inner hyphens, a letter first, and a description."
  }

  validation {
    condition     = alltrue([for account in values(var.accounts) : contains(keys(var.organizational_units), account.unit)])
    error_message = "A service account is in an organizational unit of this unit's."
  }
}

variable "groups" {
  description = "Groups by name: organizational unit, what they are for, and members, which are service accounts above or DNs. LDAP has no groups without members."
  type = map(object({
    unit        = optional(string, "groups")
    description = string
    members     = list(string)
  }))
  nullable = false
  default  = {}

  validation {
    condition = alltrue([
      for name, group in var.groups : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name)) && length(trimspace(group.description)) > 0
    ])
    error_message = "Groups have names of lower-case letters, digits and inner hyphens, a letter first, and a description."
  }

  validation {
    condition     = alltrue([for group in values(var.groups) : contains(keys(var.organizational_units), group.unit)])
    error_message = "A group is in an organizational unit of this unit's."
  }

  validation {
    condition = alltrue([
      for group in values(var.groups) : length(group.members) > 0 && length(distinct(group.members)) == length(group.members) && alltrue([
        for member in group.members : contains(keys(var.accounts), member) || can(regex("^[A-Za-z]+=[^,=]+(,[A-Za-z]+=[^,=]+)+$", member))
      ])
    ])
    error_message = "A group has at least one member, each once: a service account of this unit or a DN such as uid=jane,ou=people,dc=example,dc=com."
  }
}

variable "deletion_protection" {
  description = "Refuses to destroy the tree until it is off again; null: in prod alone."
  type        = bool
  default     = null
}
