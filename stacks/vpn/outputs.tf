# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "server_names" {
  description = "The gateway's host name."
  value       = module.compute.server_names
}

output "private_addresses" {
  description = "The gateway's address in the private network."
  value       = module.compute.private_addresses
}

output "public_ipv4" {
  description = "The gateway's public IPv4 address."
  value       = module.compute.public_ipv4
}

output "public_ipv6" {
  description = "The gateway's public IPv6 address."
  value       = module.compute.public_ipv6
}

output "vpn_endpoints" {
  description = "Where clients connect, protocol => address:port; all are udp."
  value       = tomap({ for protocol in var.protocols : protocol => "${module.compute.public_ipv4[0]}:${local.ports[protocol]}" })
}
