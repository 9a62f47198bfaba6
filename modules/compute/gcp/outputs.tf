# What a cloud does not have is empty ("", [] or {}), never null: Terraform drops null outputs. The branch
# that is never taken says the type, which an empty list or map would not have of itself.

output "server_ids" {
  description = "The servers, in their order."
  value       = true ? tolist(google_compute_instance.this[*].id) : tolist([""])

  precondition {
    condition     = var.servers == 0 || length(var.ssh_keys) > 0
    error_message = "At least one SSH public key is needed."
  }
}

output "server_names" {
  description = "The servers' host names."
  value       = true ? tolist(google_compute_instance.this[*].name) : tolist([""])
}

output "zones" {
  description = "The zone that each server is in."
  value       = true ? tolist(local.zones) : tolist([""])
}

output "private_addresses" {
  description = "The servers' addresses in the private network; empty without one."
  value       = true ? tolist(local.private_addresses) : tolist([""])
}

output "public_ipv4" {
  description = "The servers' public IPv4 addresses; empty without public addresses."
  value = true ? tolist([
    for server in google_compute_instance.this : server.network_interface[0].access_config[0].nat_ip if var.public_addresses
  ]) : tolist([""])
}

output "public_ipv6" {
  description = "The servers' public IPv6 addresses; empty without public addresses."
  value = true ? tolist([
    for server in google_compute_instance.this : server.network_interface[0].ipv6_access_config[0].external_ipv6 if var.public_addresses
  ]) : tolist([""])
}

output "interface_ids" {
  description = "What a route to each server names beside its address: its network interface; Google has the server itself."
  value       = true ? tolist(google_compute_instance.this[*].id) : tolist([""])
}

output "ssh_key_ids" {
  description = "The registered SSH keys that other units of the same account may refer to, name => id; Google registers none."
  value       = true ? tomap({}) : tomap({ none = "" })
}

output "load_balancer_addresses" {
  description = "The load balancer's public addresses; empty without one."
  value       = true ? tolist(values(google_compute_global_address.this)[*].address) : tolist([""])
}

output "load_balancer_hostname" {
  description = "The load balancer's name in DNS, where the cloud gives it a name in place of addresses."
  value       = ""
}

# cloud.google.com/load-balancing/docs/firewall-rules, 2026-11-24: front ends and probes have the same ranges.
output "load_balancer_source_cidrs" {
  description = "Ranges outside the private network that the load balancer's connections and probes come from."
  value       = true ? tolist(var.load_balancer == null ? [] : ["130.211.0.0/22", "35.191.0.0/16"]) : tolist([""])
}
