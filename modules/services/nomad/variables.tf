# What a unit sets up in a Nomad that runs already. Names here are the unit's own; in Nomad they begin with
# <product>-<environment>-<unit>, except those of jobs, which their specifications say. NOMAD_ADDR and NOMAD_TOKEN come
# from the environment. Tokens are issued outside Terraform: its state would hold them.

variable "namespaces" {
  description = "Namespaces by name: what they are for, and task drivers that their jobs may not use."
  type = map(object({
    description      = optional(string, "")
    disabled_drivers = optional(list(string), ["raw_exec"])
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in keys(var.namespaces) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name)) && name != "default"])
    error_message = "Namespaces have names of lower-case letters, digits and inner hyphens, a letter first; default is there already."
  }

  validation {
    condition     = alltrue(flatten([for one in values(var.namespaces) : [for driver in one.disabled_drivers : can(regex("^[a-z][a-z0-9_-]*$", driver))]]))
    error_message = "A task driver is named as in Nomad, such as raw_exec or docker."
  }
}

variable "policies" {
  description = <<-EOT
    What may be done, by name. namespaces: a namespace of this unit, default or * => a policy (read, write, scale, deny),
    capabilities such as submit-job, or both. agent, node, operator: read, write or deny; plugin: list, read or deny.
  EOT
  type = map(object({
    description = optional(string, "")
    namespaces = optional(map(object({
      policy       = optional(string)
      capabilities = optional(list(string), [])
    })), {})
    agent    = optional(string)
    node     = optional(string)
    operator = optional(string)
    plugin   = optional(string)
  }))
  nullable = false
  default  = {}

  validation {
    condition = alltrue([
      for name, one in var.policies : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))
      && length(one.namespaces) + length([for access in [one.agent, one.node, one.operator, one.plugin] : access if access != null]) > 0
    ])
    error_message = "Policies have names of lower-case letters, digits and inner hyphens, a letter first, and allow something."
  }

  validation {
    condition     = alltrue([for one in values(var.policies) : length(setsubtract(keys(one.namespaces), concat(keys(var.namespaces), ["default", "*"]))) == 0])
    error_message = "A policy's namespaces are of this unit, default or *."
  }

  # developer.hashicorp.com/nomad/docs/other-specifications/acl-policy, read 2026-11-24.
  validation {
    condition = alltrue(flatten([
      for one in values(var.policies) : [
        for rule in values(one.namespaces) : (rule.policy == null ? length(rule.capabilities) > 0 : contains(["read", "write", "scale", "deny"], rule.policy))
        && alltrue([for capability in rule.capabilities : can(regex("^[a-z]+(-[a-z]+)*$", capability))])
      ]
    ]))
    error_message = "In a namespace, a policy is read, write, scale or deny; capabilities are written as in Nomad, such as submit-job."
  }

  validation {
    condition = alltrue([
      for one in values(var.policies) : (one.plugin == null || try(contains(["list", "read", "deny"], one.plugin), false)) && alltrue([
        for access in [one.agent, one.node, one.operator] : access == null || try(contains(["read", "write", "deny"], access), false)
      ])
    ])
    error_message = "Access to agent, node and operator is read, write or deny; to plugin, list, read or deny."
  }
}

variable "roles" {
  description = "Roles that tokens are issued for, by name => policies of this unit."
  type        = map(list(string))
  nullable    = false
  default     = {}

  validation {
    condition = alltrue([
      for name, policies in var.roles : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))
      && length(policies) > 0 && length(setsubtract(policies, keys(var.policies))) == 0
    ])
    error_message = "Roles have names of lower-case letters, digits and inner hyphens, a letter first, and at least one policy, each of this unit."
  }
}
