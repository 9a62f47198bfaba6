# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "namespace_names" {
  description = "The namespaces: name => its name in Nomad."
  value       = module.nomad.namespace_names
}

output "policy_names" {
  description = "The policies: name => its name in Nomad."
  value       = module.nomad.policy_names
}

output "role_names" {
  description = "The roles, as nomad acl token create takes them: name => its name in Nomad."
  value       = module.nomad.role_names
}

output "job_ids" {
  description = "The jobs: name => id."
  value       = module.nomad.job_ids
}
