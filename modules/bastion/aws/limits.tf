# What AWS cannot do of the interface. The first of subnet_ids must lead to the internet itself: a subnet made
# without nat does.

locals {
  limits = {
    "size: another cloud's" = {
      asked = !can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", local.server_type))
      why   = "AWS's own types are written like t3.medium."
    }
  }
}
