variable "jobs" {
  description = <<-EOT
    Jobs by name: the specification's text, values of its variables, and a namespace of this unit, which its variable
    "namespace" then has. Not for secrets: Terraform's state has texts and values in the clear.
  EOT
  type = map(object({
    specification = string
    variables     = optional(map(string), {})
    namespace     = optional(string)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for job in values(var.jobs) : can(regex("(?m)^\\s*job\\s+\"[^\"]+\"\\s*\\{", job.specification))])
    error_message = "A job's specification is the text of one in HCL, with job \"<name>\" { at the start of a line."
  }

  validation {
    condition = alltrue([
      for job in values(var.jobs) : job.namespace == null || (
        try(contains(keys(var.namespaces), job.namespace), false) && !contains(keys(job.variables), "namespace")
        && can(regex("(?m)^\\s*variable\\s+\"namespace\"", job.specification)) && can(regex("(?m)^\\s*namespace\\s*=\\s*var\\.namespace\\s*$", job.specification))
      )
    ])
    error_message = "A job's namespace is of this unit, and its specification declares variable \"namespace\" and has namespace = var.namespace."
  }

  validation {
    condition     = alltrue(flatten([for job in values(var.jobs) : [for name in keys(job.variables) : can(regex("(?m)^\\s*variable\\s+\"${name}\"", job.specification))]]))
    error_message = "A job's variables are those that its specification declares."
  }
}

variable "scheduler" {
  description = <<-EOT
    How the whole cluster places work, for the one unit that decides it; null leaves it alone. algorithm: binpack or spread.
    preemption: which kinds of jobs may stop others of lower priority (batch, service, sysbatch, system).
  EOT
  type = object({
    algorithm               = optional(string, "binpack")
    memory_oversubscription = optional(bool, false)
    preemption              = optional(list(string), ["system"])
  })
  default = null

  validation {
    condition     = var.scheduler == null || try(contains(["binpack", "spread"], var.scheduler.algorithm), false)
    error_message = "The scheduler's algorithm is binpack or spread."
  }

  validation {
    condition     = var.scheduler == null || try(length(setsubtract(var.scheduler.preemption, ["batch", "service", "sysbatch", "system"])) == 0, false)
    error_message = "Jobs that may preempt are of the kinds batch, service, sysbatch and system."
  }
}
