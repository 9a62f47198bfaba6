output "server_id" {
  description = "The bastion."
  value       = google_compute_instance.this.id

  precondition {
    condition     = local.google_located
    error_message = "Google Cloud has no region ${var.region}: its own look like europe-west3, their zones like europe-west3-a."
  }
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
