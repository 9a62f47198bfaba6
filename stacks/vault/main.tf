# What a product keeps in a Vault that runs already, one of mgmt's or anybody's: secrets engines, keys, certificates,
# users of databases, and who may have which.

module "vault" {
  source = "./modules/services-vault"

  context             = var.context
  engines             = var.engines
  keys                = var.keys
  authorities         = var.authorities
  certificate_roles   = var.certificate_roles
  databases           = var.databases
  database_roles      = var.database_roles
  policies            = var.policies
  approles            = var.approles
  audit               = var.audit
  issuers             = var.issuers
  pipelines           = var.pipelines
  deletion_protection = var.deletion_protection
  database_passwords  = var.database_passwords
}
