output "server_id" {
  description = "The bastion."
  value       = hcloud_server.this.id

  # github.com/trailofbits/algo/pull/14762, 2025-04-03: cx types are sold in Europe only, cpx types elsewhere too.
  precondition {
    condition     = !startswith(local.server_type, "cx") || contains(local.hetzner_regions.eu-central, local.hetzner_locations[0])
    error_message = "Hetzner has ${local.server_type} (size ${var.size}) in eu-central only: for ${var.region} name one of its own types, such as cpx21."
  }
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
