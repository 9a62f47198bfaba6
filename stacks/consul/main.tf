# What a product keeps in a Consul that runs already: who may do what, which services may connect, and keys.

module "consul" {
  source = "./modules/services-consul"

  context    = var.context
  policies   = var.policies
  roles      = var.roles
  intentions = var.intentions
  keys       = var.keys
}
