locals {
  limits = {
    "region: another cloud's" = {
      asked = !can(regex("^[a-z]+[0-9]?[a-z]*$", local.azure_region))
      why   = "Azure's own regions are written like westeurope or eastus2."
    }
    "size: another cloud's" = {
      asked = !can(regex("(?i)^(Standard|Basic)_[a-z0-9_-]+$", local.server_type))
      why   = "Azure's own sizes are written like Standard_D4as_v5."
    }
    "subnet_ids: none" = {
      asked = var.servers > 0 && length(var.subnet_ids) == 0
      why   = "Azure puts each server in a private network, so that at least one subnet is needed."
    }
    # website/docs/r/network_interface_security_group_association.html.markdown of the provider.
    "firewall_ids: several" = {
      asked = length(var.firewall_ids) > 1
      why   = "Azure protects a server by one firewall only."
    }
    # website/docs/r/linux_virtual_machine.html.markdown of the provider: ssh-rsa or ssh-ed25519.
    "ssh_keys: ecdsa" = {
      asked = anytrue([for key in values(var.ssh_keys) : !can(regex("^ssh-(rsa|ed25519) ", key))])
      why   = "Azure takes SSH keys of RSA and Ed25519, none of ECDSA or of security keys."
    }
    "spread: zones" = {
      asked = var.spread == "zones" && length(local.azure_zones) == 0
      why   = "Azure has availability zones in the regions that modules/providers/azure/regions.tf lists, and in no other one."
    }
    # website/docs/r/lb_rule.html.markdown of the provider (load_distribution): a hash of addresses, ports and protocol.
    "load_balancer.algorithm: least_connections" = {
      asked = try(var.load_balancer.algorithm, "round_robin") == "least_connections"
      why   = "Azure spreads connections by a hash of their addresses and ports, without regard to how many a server has."
    }
    # website/docs/r/lb_probe.html.markdown of the provider: no such argument, and no interval below 5 seconds.
    "load_balancer.services.health_check.timeout" = {
      asked = anytrue([for service in values(local.services) : service.health_check.timeout != 10])
      why   = "Azure chooses itself how long a health check waits."
    }
    "load_balancer.services.health_check.interval" = {
      asked = anytrue([for service in values(local.services) : service.health_check.interval < 5])
      why   = "Azure checks health every 5 seconds at most."
    }
  }
}
