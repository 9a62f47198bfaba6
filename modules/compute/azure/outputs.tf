# What a cloud does not have is empty ("", [] or {}), never null: Terraform drops null outputs. The branch
# that is never taken says the type, which an empty list or map would not have of itself.

output "server_ids" {
  description = "The servers, in their order."
  value       = true ? tolist(azurerm_linux_virtual_machine.this[*].id) : tolist([""])

  precondition {
    condition     = var.servers == 0 || length(var.ssh_keys) > 0
    error_message = "At least one SSH public key is needed: Azure makes no server that nobody can log in to."
  }

  precondition {
    condition     = local.image_id != null || length(local.image_parts) == 4
    error_message = "Azure's images are written publisher:offer:sku:version, or as the id of an image (/subscriptions/…): ${var.image} is neither."
  }
}

output "server_names" {
  description = "The servers' host names."
  value       = true ? tolist(azurerm_linux_virtual_machine.this[*].name) : tolist([""])
}

output "zones" {
  description = "The zone that each server is in; \"\" for a server that Azure may put in any."
  value       = true ? tolist(local.zones) : tolist([""])
}

output "private_addresses" {
  description = "The servers' addresses in the private network; empty without one."
  value       = true ? tolist(local.private_addresses) : tolist([""])
}

output "public_ipv4" {
  description = "The servers' public IPv4 addresses; empty without public addresses."
  value       = true ? tolist(azurerm_public_ip.ipv4[*].ip_address) : tolist([""])

  # An address is of use once the server behind it is there.
  depends_on = [azurerm_linux_virtual_machine.this]
}

output "public_ipv6" {
  description = "The servers' public IPv6 addresses; empty without public addresses."
  value       = true ? tolist(azurerm_public_ip.ipv6[*].ip_address) : tolist([""])

  depends_on = [azurerm_linux_virtual_machine.this]
}

output "interface_ids" {
  description = "What a route to each server names beside its address: its network interface."
  value       = true ? tolist(azurerm_network_interface.this[*].id) : tolist([""])
}

output "ssh_key_ids" {
  description = "The registered SSH keys that other units of the same account may refer to, name => id; Azure's servers hold the keys themselves."
  value       = true ? tomap({}) : tomap({ none = "" })
}

output "load_balancer_addresses" {
  description = "The load balancer's public addresses; empty without one."
  value       = true ? tolist(azurerm_public_ip.load_balancer[*].ip_address) : tolist([""])

  precondition {
    condition     = local.load_balancer_size == "Standard"
    error_message = "Azure's load balancer for servers is small, medium, large or Standard, which are the same: ${local.load_balancer_size} is none of them."
  }
}

output "load_balancer_hostname" {
  description = "The load balancer's name in DNS, where the cloud gives it a name in place of addresses."
  value       = ""
}

output "load_balancer_source_cidrs" {
  description = "Where the load balancer's connections and probes come from, for the servers' firewall, beyond the private network: its clients keep their addresses, and probes come from one of Azure's."
  # learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview, read 2026-11-24.
  value = true ? tolist(var.load_balancer == null ? [] : ["0.0.0.0/0", "168.63.129.16/32"]) : tolist([""])
}
