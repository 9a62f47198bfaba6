# What AWS cannot do of the interface: nothing. The first of subnet_ids must lead to the internet itself: a subnet made
# without nat does.

locals {
  limits = {}
}
