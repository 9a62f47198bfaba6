# What Google Cloud cannot do of this kind: see capabilities.tf.

locals {
  limits = {
    "region: another cloud's" = {
      asked = !local.google_located
      why   = "Google Cloud's own regions are written like europe-west3, their zones like europe-west3-a."
    }
    "size: another cloud's" = {
      asked = !can(regex("^([a-z]+[0-9]+[a-z]*|custom)-[a-z0-9-]+$", local.machine_type))
      why   = "Google Cloud's own types are written like e2-medium or n2-custom-4-8192."
    }
    "subnet_ids: none" = {
      asked = var.servers > 0 && length(var.subnet_ids) == 0
      why   = "Google Cloud has no servers outside of a subnet."
    }
    # github.com/GoogleCloudPlatform/gke-gateway-api, apis/networking/v1/healthcheck_types.go, read 2026-11-26.
    "load_balancer.services.health_check.interval" = {
      asked = anytrue([for service in try(var.load_balancer.services, []) : service.health_check.interval > 300])
      why   = "Google Cloud's health checks come at least every 300 seconds."
    }
    "load_balancer.services.health_check.retries" = {
      asked = anytrue([for service in try(var.load_balancer.services, []) : service.health_check.retries > 10])
      why   = "Google Cloud's health checks take from 1 to 10 retries."
    }
    "spread: zones" = {
      asked = var.spread == "zones" && var.servers > 1 && length(distinct(local.zones)) == 1
      why   = "Google Cloud's servers are all in the zone that a region such as europe-west3-a names: to spread them, name the region alone."
    }
    "load_balancer.size: native" = {
      asked = !contains(["small", "medium", "large"], try(var.load_balancer.size, "small"))
      why   = "Google Cloud's load balancers have no types: they grow by themselves, whether small, medium or large."
    }
  }
}
