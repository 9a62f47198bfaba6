# One small server that SSH jumps through, in the private network of a unit it depends on or in its own.

module "network" {
  source = "./modules/network"

  context             = var.context
  region              = var.region
  network_id          = var.network_id
  route_table_id      = var.route_table_id
  cidr                = var.network_cidr
  subnet_cidrs        = var.subnet_cidrs
  deletion_protection = var.deletion_protection
  hetzner             = var.hetzner
  oci                 = var.oci
  heroku              = var.heroku
}

module "bastion" {
  source = "./modules/bastion"

  context             = var.context
  region              = var.region
  size                = var.size
  image               = var.image
  ssh_keys            = var.ssh_keys
  ssh_key_ids         = var.ssh_key_ids
  network_id          = module.network.network_id
  subnet_ids          = module.network.subnet_ids
  network_cidr        = var.network_cidr
  ssh_cidrs           = var.ssh_cidrs
  public_ssh          = var.public_ssh
  deletion_protection = var.deletion_protection
  oci                 = var.oci
}
