# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "network_id" {
  description = "The private network, for other units to join."
  value       = module.network.network_id
}

output "route_table_id" {
  description = "The private network's route table, for other units to add routes to; empty in clouds that need none."
  value       = module.network.route_table_id
}

output "ssh_key_ids" {
  description = "The SSH keys registered here, for other units to refer to, name => id."
  value       = module.compute.ssh_key_ids
}

output "server_names" {
  description = "The servers' host names."
  value       = module.compute.server_names
}

output "private_addresses" {
  description = "The servers' addresses in the private network, in the order of server_names."
  value       = module.compute.private_addresses
}

output "public_ipv4" {
  description = "The servers' public IPv4 addresses, in the order of server_names."
  value       = module.compute.public_ipv4
}

output "public_ipv6" {
  description = "The servers' public IPv6 addresses, in the order of server_names."
  value       = module.compute.public_ipv6
}

output "volume_ids" {
  description = "The volumes, name => id."
  value       = module.storage.volume_ids
}

output "volume_devices" {
  description = "Where each server finds its volume, name => device."
  value       = module.storage.volume_devices
}
