output "firewall_id" {
  description = "The firewall, for the servers it protects."
  value       = azurerm_network_security_group.this.id

  # github.com/MicrosoftDocs/azure-docs includes/azure-virtual-network-limits.md, 2022-12-05.
  precondition {
    condition     = length(local.allowed) + length(local.refused) <= 1000
    error_message = "Azure's network security groups have at most 1000 rules, one for each range of a rule: here are ${length(local.allowed)}."
  }
}
