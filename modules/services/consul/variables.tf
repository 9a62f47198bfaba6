# What a unit sets up in a Consul that runs already. Names here are the unit's own; in Consul policies and roles begin
# with <product>-<environment>-<unit>, and keys are below <product>/<environment>/<unit>/; services have the names they
# register with. CONSUL_HTTP_ADDR and CONSUL_HTTP_TOKEN come from the environment. Tokens are issued outside Terraform:
# its state would hold them.

variable "policies" {
  description = <<-EOT
    What may be done, by name. Each rule: a resource; of agent, event, key, node, query, service and session either its name
    or a prefix of names ("": all), of acl, keyring, mesh, operator and peering neither; and the access (read, write, deny,
    of a prefix of keys also list). intentions: the access to a service's intentions. datacenters: empty means all.
  EOT
  type = map(object({
    description = optional(string, "")
    datacenters = optional(list(string), [])
    rules = list(object({
      resource   = string
      name       = optional(string)
      prefix     = optional(string)
      access     = string
      intentions = optional(string)
    }))
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name, policy in var.policies : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name)) && length(policy.rules) > 0])
    error_message = "Policies have names of lower-case letters, digits and inner hyphens, a letter first, and at least one rule."
  }

  # developer.hashicorp.com/consul/docs/v1.22.x/reference/acl/rule, read 2026-11-24.
  validation {
    condition = alltrue(flatten([
      for policy in values(var.policies) : [
        for rule in policy.rules :
        contains(["agent", "event", "key", "node", "query", "service", "session"], rule.resource) ? (rule.name == null) != (rule.prefix == null)
        : contains(["acl", "keyring", "mesh", "operator", "peering"], rule.resource) && rule.name == null && rule.prefix == null
      ]
    ]))
    error_message = "A rule's resource has either a name or a prefix (agent, event, key, node, query, service, session) or neither (acl, keyring, mesh, operator, peering)."
  }

  validation {
    condition = alltrue(flatten([
      for policy in values(var.policies) : [
        for rule in policy.rules : contains(["read", "write", "deny"], rule.access) || rule.access == "list" && rule.resource == "key" && rule.prefix != null
      ]
    ]))
    error_message = "A rule's access is read, write or deny, of a prefix of keys also list."
  }

  validation {
    condition = alltrue(flatten([
      for policy in values(var.policies) : [
        for rule in policy.rules : rule.intentions == null || rule.resource == "service" && try(contains(["read", "write", "deny"], rule.intentions), false)
      ]
    ]))
    error_message = "Only a rule of services has intentions: read, write or deny."
  }

  validation {
    condition = alltrue(flatten([
      for policy in values(var.policies) : [
        for rule in policy.rules : can(regex("^[A-Za-z0-9/_.-]*$", coalesce(rule.name, rule.prefix, "-"))) && try(length(rule.name) > 0, true)
      ]
    ]))
    error_message = "A rule's name or prefix has letters, digits and . _ - / alone; a name has at least one."
  }
}

variable "roles" {
  description = "Roles that tokens are issued for, by name: policies of this unit, services that the holder is (registers, and finds others), nodes that it is (name => datacenter)."
  type = map(object({
    description = optional(string, "")
    policies    = optional(list(string), [])
    services    = optional(list(string), [])
    nodes       = optional(map(string), {})
  }))
  nullable = false
  default  = {}

  validation {
    condition = alltrue([
      for name, role in var.roles :
      can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name)) && length(role.policies) + length(role.services) + length(role.nodes) > 0
    ])
    error_message = "Roles have names of lower-case letters, digits and inner hyphens, a letter first, and policies, services or nodes."
  }

  validation {
    condition     = alltrue([for role in values(var.roles) : length(setsubtract(role.policies, keys(var.policies))) == 0])
    error_message = "A role's policies are of this unit."
  }

  validation {
    condition = alltrue(flatten([
      for role in values(var.roles) : [
        for name in concat(role.services, keys(role.nodes), values(role.nodes)) : can(regex("^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$", name))
      ]
    ]))
    error_message = "Services, nodes and datacenters of a role are written in lower-case letters, digits and inner - and _."
  }
}

variable "intentions" {
  description = "Which services may connect to which: destination => source => allow or deny; * is every service."
  type        = map(map(string))
  nullable    = false
  default     = {}

  validation {
    condition = alltrue([
      for destination, sources in var.intentions : length(sources) > 0 && alltrue([
        for name in concat([destination], keys(sources)) : can(regex("^(\\*|[a-z0-9]([a-z0-9_-]*[a-z0-9])?)$", name))
      ])
    ])
    error_message = "An intention is of services by name or of *, with at least one source."
  }

  validation {
    condition     = alltrue(flatten([for sources in values(var.intentions) : [for action in values(sources) : contains(["allow", "deny"], action)]]))
    error_message = "An intention's action is allow or deny."
  }
}

variable "keys" {
  description = <<-EOT
    Values in the key-value store, path => value, all below the unit's own prefix, where Terraform deletes what is not here.
    Not for secrets: Terraform's state has them in the clear.
  EOT
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = alltrue([for path in keys(var.keys) : can(regex("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$", path))])
    error_message = "A key is a relative path of letters, digits and . _ - such as web/workers."
  }

  # Consul's limit of one value: developer.hashicorp.com/consul/api-docs/kv, read 2026-11-24.
  validation {
    condition     = alltrue([for value in values(var.keys) : length(value) <= 524288])
    error_message = "A value in the key-value store has at most 524288 characters."
  }
}
