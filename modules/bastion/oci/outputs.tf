output "server_id" {
  description = "The server."
  value       = oci_core_instance.this.id

  precondition {
    condition     = var.oci.compartment_id != null
    error_message = local.no_compartment
  }
}

output "public_ipv4" {
  description = "The address that SSH connects to."
  value       = oci_core_instance.this.public_ip
}

output "private_address" {
  description = "The bastion's address in the private network."
  value       = local.private_address
}

output "user" {
  description = "Who logs in; empty for an image that is not in images.tf."
  value       = local.platform_image == null ? "" : local.platform_image.user
}
