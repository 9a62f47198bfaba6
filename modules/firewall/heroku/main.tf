# What can reach a dyno is little (devcenter.heroku.com/articles/networking, 2024-12-03): Heroku's router, which listens on
# the ports 80 and 443 only, and in a private space the other dynos of the space. So rules are read this way:
# - private ranges: nobody there but the dynos of one space, who reach each other whatever the rules say;
# - tcp 80 and 443 from public ranges: who may reach the router. In a private space that is its inbound ruleset, which
#   all apps of the space share: one unit of a space should have such rules. Outside one the router lets everybody in.
# No such rules leave the router, which stands for the load balancer, as open as other clouds' load balancers are.

locals {
  in_space = var.heroku.team != null

  private_ranges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]

  # Rules that concern public ranges, and those ranges.
  public_rules = [
    for rule in var.rules : merge(rule, {
      cidrs = [
        for cidr in rule.cidrs : cidr if !anytrue([
          for range in local.private_ranges : try(
            tonumber(split("/", cidr)[1]) >= tonumber(split("/", range)[1])
            && cidrsubnet("${split("/", cidr)[0]}/${split("/", range)[1]}", 0, 0) == range
          , false)
        ])
      ]
    })
  ]
  inbound = [for rule in local.public_rules : rule if rule.direction == "in" && length(rule.cidrs) > 0]
  web = [
    for rule in local.inbound : rule
    if rule.protocol == "tcp" && contains([80, 443], coalesce(rule.port, 0)) && coalesce(rule.last_port, rule.port, 0) == coalesce(rule.port, 0)
  ]

  sources = {
    for port in [80, 443] : tostring(port) => toset(flatten([for rule in local.web : rule.cidrs if rule.port == port]))
  }
  all_sources = setunion(local.sources["80"], local.sources["443"])
}

resource "heroku_space_inbound_ruleset" "this" {
  count = local.in_space && length(local.all_sources) > 0 ? 1 : 0

  space = var.network_id

  dynamic "rule" {
    for_each = local.all_sources

    content {
      action = "allow"
      source = rule.value
    }
  }
}
