# Refuses what the provider cannot do, in the plan and with the unit's name. Linked into every provider's folder; what
# that provider cannot do is in the limits.tf beside it, by the name of the variable that would ask for it. From the
# same declarations CAPABILITIES.md is made.

output "limits" {
  description = "What of the interface this provider cannot do: variable => why."
  value       = true ? tomap({ for asked_by, limit in local.limits : asked_by => limit.why }) : tomap({ none = "" })

  precondition {
    condition     = alltrue([for limit in values(local.limits) : !limit.asked])
    error_message = "Unit ${var.context.unit} asks for what its provider cannot do: ${join(" ", [for asked_by, limit in local.limits : "${asked_by}: ${limit.why}" if limit.asked])} See modules/CAPABILITIES.md."
  }
}
