# Hetzner's firewalls filter public addresses only. A rule for the whole private network says what is so anyway; one that
# should let less of it pass would be ignored.

locals {
  private_ranges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]

  # The private ranges of each rule, as their first address and the length of their prefix.
  private = [
    for rule in var.rules : [
      for cidr in rule.cidrs : { cidr = cidr, address = split("/", cidr)[0], prefix = tonumber(split("/", cidr)[1]) }
      if anytrue([
        for range in local.private_ranges : try(
          tonumber(split("/", cidr)[1]) >= tonumber(split("/", range)[1])
          && cidrsubnet("${split("/", cidr)[0]}/${split("/", range)[1]}", 0, 0) == range
        , false)
      ])
    ]
  ]

  # Those that lie within a range of another rule, and in none of their own rule's.
  parts = flatten([
    for rule in local.private : [
      for part in rule : part.cidr
      if anytrue([for whole in flatten(local.private) : part.prefix > whole.prefix && try(cidrsubnet("${part.address}/${whole.prefix}", 0, 0) == whole.cidr, false)])
      && !anytrue([for whole in rule : part.prefix > whole.prefix && try(cidrsubnet("${part.address}/${whole.prefix}", 0, 0) == whole.cidr, false)])
    ]
  ])

  limits = {
    "rules: a part of the private network" = {
      asked = length(local.parts) > 0
      why   = "Hetzner's firewalls filter public addresses only: within a private network everything passes, so that no part of it can be let in alone."
    }
    "rules: out to the private network" = {
      asked = anytrue([for i, rule in var.rules : rule.direction == "out" && length(local.private[i]) > 0])
      why   = "Hetzner's firewalls filter public addresses only: what leaves for a private network passes whatever the rules say."
    }
  }
}
