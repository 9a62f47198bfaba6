# About the router: devcenter.heroku.com/articles/http-routing (2024-12-03). It picks dynos at random, which is read as
# round_robin: both give each its share, whatever its load. About dynos: /articles/dynos and /articles/dyno-tiers.

locals {
  services = try(var.load_balancer.services, [])

  limits = {
    "region" = {
      asked = !local.in_space && contains(["us-west", "ap-southeast"], var.region)
      why   = "Heroku has the regions us-east and eu-central only outside private spaces (heroku.team)."
    }
    "image: debian-12" = {
      asked = var.image == "debian-12"
      why   = "Heroku runs Ubuntu only: image ubuntu-24.04."
    }
    "ssh_keys" = {
      asked = length(var.ssh_keys) > 0
      why   = "Heroku's dynos know no SSH keys: ssh_keys is {}."
    }
    "user_data" = {
      asked = var.user_data != ""
      why   = "Heroku's dynos run no cloud-init: what they need comes with the app's release."
    }
    "subnet_ids" = {
      asked = length(var.subnet_ids) > 0
      why   = "Heroku's dynos join no subnets."
    }
    "ip_forwarding" = {
      asked = var.ip_forwarding
      why   = "Heroku's dynos forward no packets."
    }
    "spread: hosts" = {
      asked = var.spread == "hosts" && var.servers > 1 && length(regexall("^(performance|private|shield)-", lower(local.dyno))) == 0
      why   = "Heroku's smaller dynos share machines, which it does not tell: spread is none, or the size one of performance or private dynos."
    }
    # blog.heroku.com/heroku-three-az-product-release.
    "spread: zones" = {
      asked = var.spread == "zones" && !local.in_space
      why   = "Heroku spreads dynos over zones in private spaces (heroku.team) only."
    }
    "heroku.process: web" = {
      asked = !local.in_space && !local.balanced && var.heroku.process == "web"
      why   = "Heroku's router answers for every web process outside a private space: a unit without a load_balancer has another heroku.process."
    }
    "heroku.process" = {
      asked = local.balanced && var.heroku.process != "web"
      why   = "Heroku's router reaches processes of the type web only."
    }
    "load_balancer.size" = {
      asked = try(var.load_balancer.size, "small") != "small"
      why   = "Heroku's router has no sizes."
    }
    "load_balancer.algorithm: least_connections" = {
      asked = try(var.load_balancer.algorithm, "round_robin") != "round_robin"
      why   = "Heroku's router gives each dyno its share, whatever its connections."
    }
    "load_balancer.services: tcp" = {
      asked = anytrue([for service in local.services : service.protocol != "http"])
      why   = "Heroku's router speaks http only."
    }
    "load_balancer.services: port" = {
      asked = anytrue([for service in local.services : !contains([80, 443], service.port)])
      why   = "Heroku's router listens on the ports 80 and 443 only."
    }
    "load_balancer.services: target_port" = {
      asked = anytrue([for service in local.services : service.target_port != null])
      why   = "Heroku chooses the port that a process listens on, and tells it in PORT."
    }
    "load_balancer.services: health_check" = {
      asked = anytrue([
        for service in local.services :
        service.health_check.protocol != null || service.health_check.path != "/" || service.health_check.interval != 15
        || service.health_check.timeout != 10 || service.health_check.retries != 3
      ])
      why = "Heroku's router makes no health checks: it leaves out a dyno that refuses connections."
    }
  }
}
