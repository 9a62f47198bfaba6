# What Hetzner cannot do of the interface.

locals {
  limits = {
    # github.com/trailofbits/algo/pull/14762, 2025-04-03: cx types are sold in Europe only, cpx types elsewhere too.
    "size: cx" = {
      asked = startswith(local.server_type, "cx") && !contains(local.hetzner_regions.eu-central, local.hetzner_locations[0])
      why   = "Hetzner has types of the series cx, which small, medium, large and xlarge are but in the United States, in eu-central only: elsewhere name one of its others, such as cpx22 in ap-southeast."
    }
    "size: another cloud's" = {
      asked = !can(regex("^(cx|cpx|cax|ccx)[0-9]+$", local.server_type))
      why   = "Hetzner's own types are written like cx23, cpx31, cax11 or ccx13."
    }
  }
}
