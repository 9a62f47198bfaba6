# The management plane: servers in a private network of their own, each with a volume for its data. Other units join
# the network.

module "network" {
  source = "./modules/network"

  context             = var.context
  region              = var.region
  cidr                = var.network_cidr
  subnet_cidrs        = var.subnet_cidrs
  deletion_protection = local.deletion_protection
  nat                 = var.nat
  hetzner             = var.hetzner
  oci                 = var.oci
  heroku              = var.heroku
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
      for protocol in ["tcp", "udp", "icmp"] :
      { protocol = protocol, cidrs = [var.network_cidr], description = "Private network, ${protocol}" }
    ],
    [for cidrs in [var.ssh_cidrs] : { protocol = "tcp", port = 22, cidrs = cidrs, description = "SSH" } if length(cidrs) > 0],
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
  user_data           = var.user_data
  network_id          = module.network.network_id
  subnet_ids          = module.network.subnet_ids
  public_addresses    = var.public_addresses
  spread              = var.spread
  firewall_ids        = [module.firewall.firewall_id]
  deletion_protection = local.deletion_protection
  hetzner             = var.hetzner
  oci                 = var.oci
  heroku              = var.heroku
}

module "storage" {
  source = "./modules/storage"

  context             = var.context
  region              = var.region
  volumes             = { for i in range(var.servers) : "data-${i + 1}" => { size = var.volume_size, server = i } }
  server_ids          = module.compute.server_ids
  zones               = module.compute.zones
  deletion_protection = local.deletion_protection
  oci                 = var.oci
}
