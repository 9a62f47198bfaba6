# What a cloud does not have is empty ("", [] or {}), never null: Terraform drops null outputs. The branch
# that is never taken says the type, which an empty list or map would not have of itself.

output "server_ids" {
  description = "The servers, in their order."
  value       = true ? tolist(hcloud_server.this[*].id) : tolist([""])

  # Without a key Hetzner makes up a root password and mails it.
  precondition {
    condition     = var.servers == 0 || length(var.ssh_keys) > 0
    error_message = "At least one SSH public key is needed by servers at Hetzner."
  }
}

output "server_names" {
  description = "The servers' host names."
  value       = true ? tolist(hcloud_server.this[*].name) : tolist([""])
}

output "zones" {
  description = "The zone that each server is in; at Hetzner the location."
  value       = true ? tolist(local.zones) : tolist([""])
}

output "private_addresses" {
  description = "The servers' addresses in the private network; empty without one."
  value       = true ? tolist(local.private_addresses) : tolist([""])
}

output "public_ipv4" {
  description = "The servers' public IPv4 addresses; empty without public addresses."
  value       = true ? tolist(var.public_addresses ? hcloud_server.this[*].ipv4_address : []) : tolist([""])
}

output "public_ipv6" {
  description = "The servers' public IPv6 addresses; empty without public addresses."
  value       = true ? tolist(var.public_addresses ? hcloud_server.this[*].ipv6_address : []) : tolist([""])
}

output "interface_ids" {
  description = "What a route to each server names beside its address: its network interface; Hetzner has the server itself."
  value       = true ? tolist(hcloud_server.this[*].id) : tolist([""])
}

output "ssh_key_ids" {
  description = "The registered SSH keys that other units of the same account may refer to, name => id."
  value       = true ? tomap(local.ssh_key_ids) : tomap({ none = "" })
}

output "load_balancer_addresses" {
  description = "The load balancer's public addresses; empty without one."
  value       = true ? tolist(flatten([for balancer in hcloud_load_balancer.this : [balancer.ipv4, balancer.ipv6]])) : tolist([""])
}

output "load_balancer_hostname" {
  description = "The load balancer's name in DNS, where the cloud gives it a name in place of addresses."
  value       = ""
}

output "load_balancer_source_cidrs" {
  description = "Ranges outside the private network that the load balancer's connections and probes come from; Hetzner's come from inside."
  value       = true ? tolist([]) : tolist([""])
}
