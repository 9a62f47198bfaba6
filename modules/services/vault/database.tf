# Users of databases that live as long as a lease. Vault logs in to make them with a user of its own, whose password goes
# to Vault and nowhere else: the argument is write-only, and Vault is told again when the number beside it changes.
resource "vault_database_secret_backend_connection" "this" {
  for_each = var.databases

  backend           = vault_mount.this[each.value.engine].path
  name              = each.key
  allowed_roles     = [for name, role in var.database_roles : name if role.database == each.key]
  verify_connection = each.value.verify

  dynamic "postgresql" {
    for_each = each.value.plugin == "postgresql" ? [each.value] : []

    content {
      connection_url          = postgresql.value.url
      username                = postgresql.value.username
      password_wo             = var.database_passwords[each.key]
      password_wo_version     = postgresql.value.password_version
      password_authentication = "scram-sha-256" # the database's log has no passwords of new users
      tls_ca                  = postgresql.value.authority_certificate
    }
  }

  dynamic "mysql" {
    for_each = each.value.plugin == "mysql" ? [each.value] : []

    content {
      connection_url      = mysql.value.url
      username            = mysql.value.username
      password_wo         = var.database_passwords[each.key]
      password_wo_version = mysql.value.password_version
      tls_ca              = mysql.value.authority_certificate
    }
  }
}

resource "vault_database_secret_backend_role" "this" {
  for_each = var.database_roles

  backend               = vault_database_secret_backend_connection.this[each.value.database].backend
  name                  = each.key
  db_name               = vault_database_secret_backend_connection.this[each.value.database].name
  creation_statements   = each.value.creation_statements
  revocation_statements = length(each.value.revocation_statements) > 0 ? each.value.revocation_statements : null
  default_ttl           = each.value.minutes * 60
  max_ttl               = each.value.max_minutes * 60
}
