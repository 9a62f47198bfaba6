# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "server_names" {
  description = "The servers' host names."
  value       = module.compute.server_names
}

output "private_addresses" {
  description = "The servers' addresses in the private network, in the order of server_names."
  value       = module.compute.private_addresses
}

output "public_ipv4" {
  description = "The servers' public IPv4 addresses, in the order of server_names; empty without public addresses."
  value       = module.compute.public_ipv4
}

output "public_ipv6" {
  description = "The servers' public IPv6 addresses, in the order of server_names; empty without public addresses."
  value       = module.compute.public_ipv6
}

output "load_balancer_addresses" {
  description = "The load balancer's public addresses; empty without one."
  value       = module.compute.load_balancer_addresses
}

output "load_balancer_hostname" {
  description = "The load balancer's name in DNS, where the cloud gives it a name in place of addresses."
  value       = module.compute.load_balancer_hostname
}

# Not named like a variable: a unit that depends on this one and on the management plane joins the latter's network.
# Without a management plane ask for these by name: inputs: {network_id: web.unit_network_id}.

output "unit_network_id" {
  description = "The private network that the unit is in."
  value       = module.network.network_id
}

output "unit_ssh_key_ids" {
  description = "The SSH keys that the unit's servers know, name => id."
  value       = module.compute.ssh_key_ids
}
