# What Hetzner cannot do of the interface.

locals {
  limits = {
    "size: another cloud's" = {
      asked = !can(regex("^(cx|cpx|cax|ccx)[0-9]+$", local.server_type))
      why   = "Hetzner's own types are written like cx23, cpx31, cax11 or ccx13."
    }
  }
}
