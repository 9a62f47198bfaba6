output "tunnel_id" {
  description = "The tunnel."
  value       = cloudflare_zero_trust_tunnel_cloudflared.this.id
}

output "tunnel_hostname" {
  description = "What the routes' host names are CNAMEs of."
  value       = local.hostname
}
