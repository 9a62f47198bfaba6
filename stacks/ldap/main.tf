# What a product keeps in an LDAP directory that runs already: a tree, service accounts, groups.

module "ldap" {
  source = "./modules/services-ldap"

  context              = var.context
  base_dn              = var.base_dn
  organizational_units = var.organizational_units
  accounts             = var.accounts
  groups               = var.groups
  deletion_protection  = var.deletion_protection
}
