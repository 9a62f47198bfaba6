# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "engine_paths" {
  description = "Where the secrets engines are: name => path."
  value       = module.vault.engine_paths
}

output "key_paths" {
  description = "The encryption keys: name => path of the key, <engine's path>/keys/<name>."
  value       = module.vault.key_paths
}

output "policy_names" {
  description = "The policies: name => its name in Vault."
  value       = module.vault.policy_names
}

output "authority_certificates" {
  description = "The certificate authorities: engine => certificate (PEM), for those who trust it."
  value       = module.vault.authority_certificates
}

output "certificate_paths" {
  description = "The certificate roles: name => the path that issues."
  value       = module.vault.certificate_paths
}

output "database_paths" {
  description = "The database roles: name => the path that gives a user and its password."
  value       = module.vault.database_paths
}

output "login_paths" {
  description = "Where to log in: name of an AppRole or pipeline => path."
  value       = module.vault.login_paths
}

output "role_ids" {
  description = "The AppRoles' ids, which are no secrets: name => role id."
  value       = module.vault.role_ids
}
