# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "tunnel_id" {
  description = "The tunnel, for its end inside."
  value       = module.tunnel.tunnel_id
}

output "tunnel_hostname" {
  description = "What the host names are CNAMEs to."
  value       = module.tunnel.tunnel_hostname
}
