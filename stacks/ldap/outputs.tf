# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "organizational_unit_dns" {
  description = "The organizational units: name => DN."
  value       = module.ldap.organizational_unit_dns
}

output "account_dns" {
  description = "The service accounts: uid => DN."
  value       = module.ldap.account_dns
}

output "group_dns" {
  description = "The groups: name => DN."
  value       = module.ldap.group_dns
}
