locals {
  limits = {
    "rules: out" = {
      asked = anytrue([for rule in var.rules : rule.direction == "out"])
      why   = "Heroku does not filter what dynos send."
    }
    "rules: ports" = {
      asked = length(local.web) < length(local.inbound)
      why   = "Heroku lets nothing reach a dyno from public ranges but its router, which listens on the tcp ports 80 and 443."
    }
    "rules: 80 or 443 alone" = {
      asked = local.sources["80"] != local.sources["443"]
      why   = "Heroku's router listens on the ports 80 and 443 alike, so that a range allowed on one is to be allowed on the other too."
    }
    # devcenter.heroku.com/articles/http-routing#not-supported; github.com/heroku/roadmap/issues/40.
    "rules: IPv6" = {
      asked = anytrue([for cidr in local.all_sources : strcontains(cidr, ":")])
      why   = "Heroku's router has no IPv6 addresses."
    }
    "rules: cidrs" = {
      asked = !local.in_space && length(local.all_sources) > 0 && !contains(local.all_sources, "0.0.0.0/0")
      why   = "Heroku's router lets everybody in outside a private space: narrower ranges than 0.0.0.0/0 need heroku.team."
    }
  }
}
