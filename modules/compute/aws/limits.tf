# What AWS cannot do of the interface.

locals {
  limits = {
    "spread: zones" = {
      asked = var.spread == "zones" && var.servers > 1 && length(local.subnets) == 1
      why   = "A subnet on AWS is in one zone: to spread servers over zones, list at least two in subnet_cidrs."
    }
    "user_data" = {
      asked = var.user_data != "" && !startswith(var.user_data, "#")
      why   = "On AWS user data begins with #, as #cloud-config and scripts (#!) do: it becomes a part of a message to cloud-init."
    }
    "size: another cloud's" = {
      asked = !can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", local.server_type))
      why   = "AWS's own types are written like t3.medium."
    }
    "subnet_ids: none" = {
      asked = var.load_balancer != null && length(local.subnets) == 0
      why   = "AWS has no load balancer outside a private network."
    }
    "load_balancer.algorithm: least_connections" = {
      asked = try(var.load_balancer.algorithm, "round_robin") != "round_robin"
      why   = "AWS's network load balancer chooses a server by a hash of the connection, which spreads them evenly, and by nothing else."
    }
    # It grows with its load: small, medium and large are the same.
    "load_balancer.size" = {
      asked = !contains(["small", "medium", "large"], try(var.load_balancer.size, "small"))
      why   = "AWS's network load balancer has no sizes of its own: it grows with its load, whichever of small, medium and large is named."
    }
    "load_balancer.services.health_check.retries" = {
      asked = anytrue([for service in try(var.load_balancer.services, []) : service.health_check.retries < 2 || service.health_check.retries > 10])
      why   = "AWS's health checks take from 2 to 10 retries."
    }
    "load_balancer.services.health_check.interval" = {
      asked = anytrue([for service in try(var.load_balancer.services, []) : service.health_check.interval < 5 || service.health_check.interval > 300])
      why   = "AWS's health checks come every 5 to 300 seconds."
    }
    "load_balancer.services.health_check.timeout" = {
      asked = anytrue([for service in try(var.load_balancer.services, []) : service.health_check.timeout < 2 || service.health_check.timeout > 120])
      why   = "AWS's health checks wait from 2 to 120 seconds."
    }
  }
}
