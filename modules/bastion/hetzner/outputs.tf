output "server_id" {
  description = "The bastion."
  value       = hcloud_server.this.id
}

output "public_ipv4" {
  description = "Where it is reached."
  value       = hcloud_server.this.ipv4_address
}

output "private_address" {
  description = "Its address in the private network."
  value       = local.private_address
}

output "user" {
  description = "Who logs in at the first boot; Hetzner's images have root."
  value       = "root"
}
