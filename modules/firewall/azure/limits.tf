locals {
  limits = {
    "region: another cloud's" = {
      asked = !can(regex("^[a-z]+[0-9]?[a-z]*$", local.azure_region))
      why   = "Azure's own regions are written like westeurope or eastus2."
    }
    # github.com/hashicorp/terraform-provider-azurerm/issues/30751, 2025-10-01, open: of Azure's protocols the provider
    # lacks this one.
    "rules: icmp from IPv6 ranges" = {
      asked = anytrue(flatten([for rule in var.rules : [for cidr in rule.cidrs : rule.protocol == "icmp" && strcontains(cidr, ":")]]))
      why   = "Azure's Terraform provider has no rules for ICMPv6."
    }
  }
}
