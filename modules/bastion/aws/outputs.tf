output "server_id" {
  description = "The bastion."
  value       = aws_instance.this.id
}

output "public_ipv4" {
  description = "The bastion's public IPv4 address, which SSH jumps through."
  value       = aws_instance.this.public_ip
}

output "private_address" {
  description = "The bastion's address in the private network."
  value       = cidrhost(local.range, 5)
}

output "user" {
  description = "Who logs in; empty where the image is one that we do not know."
  value       = try(local.images[var.image].user, "")
}
