# A VPN gateway: one server that clients reach from outside, and that the private network routes their range to. Its
# keys are made on the server itself; cloud-init holds none.

locals {
  ports = {
    wireguard = 51820
    openvpn   = 1194
  }
}

module "network" {
  source = "./modules/network"

  context             = var.context
  region              = var.region
  network_id          = var.network_id
  cidr                = var.network_cidr
  subnet_cidrs        = var.subnet_cidrs
  route_table_id      = var.route_table_id
  deletion_protection = var.deletion_protection
  hetzner             = var.hetzner
  oci                 = var.oci
  heroku              = var.heroku

  routes = {
    (var.client_cidr) = {
      address      = module.compute.private_addresses[0]
      interface_id = module.compute.interface_ids[0]
    }
  }
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
      for protocol in var.protocols :
      { protocol = "udp", port = local.ports[protocol], cidrs = var.client_sources, description = "VPN clients, ${protocol}" }
    ],
    var.firewall_rules,
  )
}

module "compute" {
  source = "./modules/compute"

  context             = var.context
  region              = var.region
  servers             = 1
  size                = var.size
  image               = var.image
  ssh_keys            = var.ssh_keys
  ssh_key_ids         = var.ssh_key_ids
  network_id          = module.network.network_id
  subnet_ids          = module.network.subnet_ids
  ip_forwarding       = true
  spread              = "none"
  firewall_ids        = [module.firewall.firewall_id]
  deletion_protection = var.deletion_protection
  hetzner             = var.hetzner
  oci                 = var.oci
  heroku              = var.heroku

  user_data = templatefile("${path.module}/cloud-init.yaml.tftpl", {
    protocols = var.protocols
    address   = "${cidrhost(var.client_cidr, 1)}/${split("/", var.client_cidr)[1]}"
    port      = local.ports.wireguard
  })
}
