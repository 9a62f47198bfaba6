# What Google Cloud cannot do of this kind: see capabilities.tf.

locals {
  limits = {
    "subnet_ids: none" = {
      asked = var.servers > 0 && length(var.subnet_ids) == 0
      why   = "Google Cloud has no servers outside of a subnet."
    }
    "load_balancer.size: native" = {
      asked = !contains(["small", "medium", "large"], try(var.load_balancer.size, "small"))
      why   = "Google Cloud's load balancers have no types: they grow by themselves, whether small, medium or large."
    }
  }
}
