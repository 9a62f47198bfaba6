# What Hetzner cannot do of the interface.

locals {
  limits = {
    # github.com/trailofbits/algo/pull/14762, 2025-04-03: cx types are sold in Europe only, cpx types elsewhere too.
    "size: cx" = {
      asked = startswith(local.server_type, "cx") && length(setsubtract(local.zones, local.hetzner_regions.eu-central)) > 0
      why   = "Hetzner has types of the series cx, which small, medium, large and xlarge are but in the United States, in eu-central only: elsewhere name one of its others, such as cpx22 in ap-southeast."
    }
    "size: another cloud's" = {
      asked = !can(regex("^(cx|cpx|cax|ccx)[0-9]+$", local.server_type))
      why   = "Hetzner's own types are written like cx23, cpx31, cax11 or ccx13."
    }
    # github.com/hetznercloud/terraform-provider-hcloud/issues/1162, 2025-07-30.
    "load_balancer.services.health_check.retries" = {
      asked = anytrue([for service in try(var.load_balancer.services, []) : service.health_check.retries > 5])
      why   = "Hetzner's health checks take from 1 to 5 retries."
    }
    "spread: zones" = {
      asked = var.spread == "zones" && var.servers > 1 && length(distinct(local.zones)) == 1
      why   = "Hetzner has several locations in eu-central only: elsewhere, and in a location of one's own choice (fsn1), all servers are in one."
    }
  }
}
