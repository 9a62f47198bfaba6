locals {
  limits = {
    "subnet_cidrs" = {
      asked = length(var.subnet_cidrs) > 0
      why   = "Heroku divides a private space's range by itself, and without heroku.team there is no private network."
    }
    # The range of a space: docs/resources/space.md of heroku/terraform-provider-heroku.
    "cidr" = {
      asked = local.made == 1 && !endswith(var.cidr, "/16")
      why   = "Heroku's private spaces have a range of exactly /16."
    }
    "routes" = {
      asked = length(var.routes) > 0
      why   = "Heroku takes no routes: a private space reaches other networks by peering or VPN connections."
    }
  }
}
