# What stacks with a firewall of their own take beside the rules that they need. Linked into their folders.

variable "firewall_rules" {
  description = "Further rules, beside those that the stack needs: what may come in or go out."
  type = list(object({
    direction   = optional(string, "in")
    protocol    = string
    port        = optional(number)
    last_port   = optional(number)
    cidrs       = list(string)
    description = string
  }))
  nullable = false
  default  = []
}
