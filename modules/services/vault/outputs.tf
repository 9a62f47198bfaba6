output "engine_paths" {
  description = "Where the secrets engines are: name => path."
  value       = true ? tomap({ for name, mount in vault_mount.this : name => mount.path }) : tomap({ none = "" })
}

output "key_paths" {
  description = "The encryption keys: name => path of the key, <engine's path>/keys/<name>."
  value       = true ? tomap({ for name, key in vault_transit_secret_backend_key.this : name => "${key.backend}/keys/${key.name}" }) : tomap({ none = "" })
}

output "policy_names" {
  description = "The policies: name => its name in Vault."
  value       = true ? tomap({ for name, policy in vault_policy.this : name => policy.name }) : tomap({ none = "" })
}

output "authority_certificates" {
  description = "The certificate authorities: engine => certificate (PEM), for those who trust it."
  value       = true ? tomap({ for engine, authority in vault_pki_secret_backend_root_cert.this : engine => authority.certificate }) : tomap({ none = "" })
}

output "certificate_paths" {
  description = "The certificate roles: name => the path that issues."
  value       = true ? tomap({ for name, role in vault_pki_secret_backend_role.this : name => "${role.backend}/issue/${role.name}" }) : tomap({ none = "" })
}

output "database_paths" {
  description = "The database roles: name => the path that gives a user and its password."
  value       = true ? tomap({ for name, role in vault_database_secret_backend_role.this : name => "${role.backend}/creds/${role.name}" }) : tomap({ none = "" })
}

output "login_paths" {
  description = "Where to log in: name of an AppRole or pipeline => path."
  value = true ? tomap(merge(
    { for name, role in vault_approle_auth_backend_role.this : name => "auth/${role.backend}/login" },
    { for name, role in vault_jwt_auth_backend_role.this : name => "auth/${role.backend}/login" },
  )) : tomap({ none = "" })

  precondition {
    condition     = length(setintersection(keys(var.approles), keys(var.pipelines))) == 0
    error_message = "Unit ${var.context.unit}: an AppRole and a pipeline have the same name."
  }
}

output "role_ids" {
  description = "The AppRoles' ids, which are no secrets: name => role id."
  value       = true ? tomap({ for name, role in vault_approle_auth_backend_role.this : name => role.role_id }) : tomap({ none = "" })
}
