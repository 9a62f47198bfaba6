# Audit first: what follows is logged.
resource "vault_audit" "this" {
  for_each = var.audit

  type        = "file"
  path        = "${local.name}-${each.key}"
  description = local.name
  options     = { file_path = each.value }
}

resource "vault_mount" "this" {
  for_each = var.engines

  path                  = "${local.scope}/${each.key}"
  type                  = each.value.type
  description           = coalesce(each.value.description, "${local.name} ${each.key}")
  options               = each.value.type == "kv" ? { version = "2" } : null
  max_lease_ttl_seconds = each.value.max_lease_seconds

  depends_on = [vault_audit.this]
}

resource "vault_transit_secret_backend_key" "this" {
  for_each = var.keys

  backend            = vault_mount.this[each.value.engine].path
  name               = each.key
  type               = each.value.type
  auto_rotate_period = each.value.rotate_days * 24 * 60 * 60
  deletion_allowed   = !local.deletion_protection
}

# Vault deletes an engine with all its secrets. This is destroyed before all else, and fails while protection is on.
resource "terraform_data" "protection" {
  count = length(var.engines) > 0 ? 1 : 0

  input = local.deletion_protection

  provisioner "local-exec" {
    when    = destroy
    command = self.input ? "echo 'The secrets are protected: set deletion_protection to false, and apply, first.' >&2; exit 1" : "true"
  }

  depends_on = [
    vault_mount.this, vault_transit_secret_backend_key.this, vault_pki_secret_backend_root_cert.this,
    vault_pki_secret_backend_role.this, vault_database_secret_backend_connection.this,
    vault_database_secret_backend_role.this, vault_policy.this, vault_approle_auth_backend_role.this,
    vault_jwt_auth_backend_role.this,
  ]
}

locals {
  scope = "${var.context.product}/${var.context.environment}/${var.context.unit}"
}
