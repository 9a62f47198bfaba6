# Servers, with or without a load balancer in front, in the private network of a unit they depend on or in their own.

module "network" {
  source = "./modules/network"

  context             = var.context
  region              = var.region
  network_id          = var.network_id
  cidr                = var.network_cidr
  subnet_cidrs        = var.subnet_cidrs
  route_table_id      = var.route_table_id
  nat                 = var.nat
  deletion_protection = var.deletion_protection
  hetzner             = var.hetzner
  oci                 = var.oci
  heroku              = var.heroku
}

locals {
  # What the load balancer forwards to and what it probes. It talks to the servers from inside the network, except in
  # clouds where its connections keep their sender.
  load_balancer_cidrs = concat([var.network_cidr], module.compute.load_balancer_source_cidrs)
  target_ports        = distinct([for service in try(var.load_balancer.services, []) : coalesce(service.target_port, service.port)])
}

module "firewall" {
  source = "./modules/firewall"

  context    = var.context
  region     = var.region
  network_id = module.network.network_id
  public_ssh = var.public_ssh
  oci        = var.oci
  heroku     = var.heroku

  rules = concat(
    [
      { protocol = "icmp", cidrs = [var.network_cidr], description = "Private network, icmp" },
      { protocol = "tcp", port = 22, cidrs = concat([var.network_cidr], var.ssh_cidrs), description = "SSH" },
    ],
    [
      for port in local.target_ports :
      { protocol = "tcp", port = port, cidrs = local.load_balancer_cidrs, description = "Load balancer, port ${port}" }
    ],
    var.firewall_rules,
  )
}

module "compute" {
  source = "./modules/compute"

  context             = var.context
  region              = var.region
  servers             = var.servers
  size                = var.size
  image               = var.image
  ssh_keys            = var.ssh_keys
  ssh_key_ids         = var.ssh_key_ids
  user_data           = var.user_data
  network_id          = module.network.network_id
  subnet_ids          = module.network.subnet_ids
  public_addresses    = var.public_addresses
  spread              = var.spread
  firewall_ids        = [module.firewall.firewall_id]
  load_balancer       = var.load_balancer
  deletion_protection = var.deletion_protection
  hetzner             = var.hetzner
  oci                 = var.oci
  heroku              = var.heroku
}
