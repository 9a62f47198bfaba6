# What a cloud does not have is empty ("", [] or {}), never null: Terraform drops null outputs. The branch
# that is never taken says the type, which an empty list or map would not have of itself.

output "server_ids" {
  description = "The servers, in their order."
  value       = true ? tolist(oci_core_instance.this[*].id) : tolist([""])

  precondition {
    condition     = var.oci.compartment_id != null
    error_message = local.no_compartment
  }

  precondition {
    condition     = var.servers == 0 || length(var.ssh_keys) > 0
    error_message = "At least one SSH public key is needed: set ssh_keys of unit ${var.context.unit}."
  }
}

output "server_names" {
  description = "The servers' host names."
  value       = true ? tolist(oci_core_instance.this[*].display_name) : tolist([""])
}

output "zones" {
  description = "The zone that each server is in; at Oracle the availability domain."
  value       = true ? tolist(local.zones) : tolist([""])
}

output "private_addresses" {
  description = "The servers' addresses in the private network; empty without one."
  value       = true ? tolist(local.private_addresses) : tolist([""])
}

output "public_ipv4" {
  description = "The servers' public IPv4 addresses; empty without public addresses."
  value       = true ? tolist(var.public_addresses ? oci_core_instance.this[*].public_ip : []) : tolist([""])
}

output "public_ipv6" {
  description = "The servers' public IPv6 addresses; none: the subnets here have IPv4 only."
  value       = true ? tolist([]) : tolist([""])
}

output "interface_ids" {
  description = "What a route to each server names beside its address: its network interface; Oracle has the private address's id."
  value       = true ? tolist([for found in data.oci_core_private_ips.this : found.private_ips[0].id]) : tolist([""])
}

output "ssh_key_ids" {
  description = "The registered SSH keys that other units may refer to; none: Oracle registers no keys, every unit brings its own."
  value       = true ? tomap({}) : tomap({ none = "" })
}

output "load_balancer_addresses" {
  description = "The load balancer's public addresses; empty without one."
  value = true ? tolist(flatten([
    for balancer in oci_load_balancer_load_balancer.this : [for detail in balancer.ip_address_details : detail.ip_address if detail.is_public]
  ])) : tolist([""])

  precondition {
    condition     = var.load_balancer == null || (local.load_balancer_size[0] >= 10 && local.load_balancer_size[0] <= local.load_balancer_size[1] && local.load_balancer_size[1] <= 8000)
    error_message = "A load balancer's size on Oracle Cloud is small, medium, large or two bandwidths in Mbps from 10 to 8000, such as 10-500."
  }

  precondition {
    condition     = var.load_balancer == null || var.network_id != null
    error_message = "Unit ${var.context.unit} needs network_id: on Oracle Cloud the load balancer's firewall belongs to a network."
  }
}

output "load_balancer_hostname" {
  description = "The load balancer's name in DNS, where the cloud gives it a name in place of addresses."
  value       = ""
}

output "load_balancer_source_cidrs" {
  description = "Ranges outside the private network that the load balancer connects and probes from: none, it is in the first subnet."
  value       = true ? tolist([]) : tolist([""])
}
