output "server_id" {
  description = "The bastion."
  value       = google_compute_instance.this.id
}

output "public_ipv4" {
  description = "Where to log in."
  value       = google_compute_address.this.address
}

output "private_address" {
  description = "The bastion's address in the private network, from which it reaches the others."
  value       = local.address
}

output "user" {
  description = "Who to log in as."
  value       = local.user
}
