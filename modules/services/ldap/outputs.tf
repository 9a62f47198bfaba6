output "organizational_unit_dns" {
  description = "The organizational units: name => DN."
  value       = true ? tomap({ for name, entry in ldap_entry.units : name => entry.dn }) : tomap({ none = "" })
}

output "account_dns" {
  description = "The service accounts: uid => DN."
  value       = true ? tomap({ for name, entry in ldap_entry.accounts : name => entry.dn }) : tomap({ none = "" })
}

output "group_dns" {
  description = "The groups: name => DN."
  value       = true ? tomap({ for name, entry in ldap_entry.groups : name => entry.dn }) : tomap({ none = "" })
}
