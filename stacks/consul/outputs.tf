# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "policy_ids" {
  description = "The policies: name => id."
  value       = module.consul.policy_ids
}

output "role_names" {
  description = "The roles, as consul acl token create takes them: name => its name in Consul."
  value       = module.consul.role_names
}

output "key_prefix" {
  description = "What all keys of the unit begin with."
  value       = module.consul.key_prefix
}
