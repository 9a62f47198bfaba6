output "namespace_names" {
  description = "The namespaces: name => its name in Nomad."
  value       = true ? tomap({ for name, namespace in nomad_namespace.this : name => namespace.name }) : tomap({ none = "" })
}

output "policy_names" {
  description = "The policies: name => its name in Nomad."
  value       = true ? tomap({ for name, policy in nomad_acl_policy.this : name => policy.name }) : tomap({ none = "" })
}

output "role_names" {
  description = "The roles, as nomad acl token create takes them: name => its name in Nomad."
  value       = true ? tomap({ for name, role in nomad_acl_role.this : name => role.name }) : tomap({ none = "" })
}

output "job_ids" {
  description = "The jobs: name => id."
  value       = true ? tomap({ for name, job in nomad_job.this : name => job.id }) : tomap({ none = "" })
}
