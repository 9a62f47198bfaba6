variable "authorities" {
  description = "A certificate authority for each pki engine: its common name and for how many days its own certificate is valid. Its key is made in Vault and never leaves it."
  type = map(object({
    common_name = string
    days        = optional(number, 3650)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for engine in keys(var.authorities) : try(var.engines[engine].type, "") == "pki"])
    error_message = "A certificate authority is in a pki engine of this unit, by the engine's name."
  }

  validation {
    condition = alltrue([
      for authority in values(var.authorities) :
      length(trimspace(authority.common_name)) > 0 && authority.days >= 1 && floor(authority.days) == authority.days
    ])
    error_message = "A certificate authority has a common name and is valid for a whole number of days."
  }
}

variable "certificate_roles" {
  description = <<-EOT
    Who may have which certificates, by name: the pki engine, the domains, whether names below them are allowed and the
    domains themselves, for how many hours a certificate is valid, and whether it is one of servers, clients or both.
  EOT
  type = map(object({
    engine       = string
    domains      = list(string)
    subdomains   = optional(bool, true)
    bare_domains = optional(bool, false)
    hours        = optional(number, 720)
    server       = optional(bool, true)
    client       = optional(bool, false)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in keys(var.certificate_roles) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))])
    error_message = "Certificate roles have names of lower-case letters, digits and inner hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for role in values(var.certificate_roles) : contains(keys(var.authorities), role.engine)])
    error_message = "A certificate role is of an engine with a certificate authority."
  }

  validation {
    condition = alltrue([
      for role in values(var.certificate_roles) : length(role.domains) > 0 && (role.subdomains || role.bare_domains) && alltrue([
        for domain in role.domains : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", domain))
      ])
    ])
    error_message = "A certificate role has at least one domain in lower case, and allows it, names below it, or both."
  }

  validation {
    condition     = alltrue([for role in values(var.certificate_roles) : (role.server || role.client) && role.hours >= 1 && floor(role.hours) == role.hours])
    error_message = "A certificate is one of servers, clients or both, for a whole number of hours."
  }
}
