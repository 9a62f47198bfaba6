output "policy_ids" {
  description = "The policies: name => id."
  value       = true ? tomap({ for name, policy in consul_acl_policy.this : name => policy.id }) : tomap({ none = "" })
}

output "role_names" {
  description = "The roles, as consul acl token create takes them: name => its name in Consul."
  value       = true ? tomap({ for name, role in consul_acl_role.this : name => role.name }) : tomap({ none = "" })
}

output "key_prefix" {
  description = "What all keys of the unit begin with."
  value       = local.prefix
}
