# What a product keeps in a Nomad that runs already: namespaces, who may do what in them, and jobs.

module "nomad" {
  source = "./modules/services-nomad"

  context    = var.context
  namespaces = var.namespaces
  policies   = var.policies
  roles      = var.roles
  jobs       = var.jobs
  scheduler  = var.scheduler
}
