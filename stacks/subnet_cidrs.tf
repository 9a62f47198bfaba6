# What stacks whose servers must be in a private network take. Linked into their folders.

variable "subnet_cidrs" {
  description = "Ranges within network_cidr that belong to this unit alone; its servers are in each in turn. Chosen once: a later change moves servers."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_cidrs) > 0
    error_message = "At least one subnet is needed."
  }
}
