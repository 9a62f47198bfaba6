output "server_id" {
  description = "The bastion."
  value       = azurerm_linux_virtual_machine.this.id

  precondition {
    condition     = local.image_id != null || length(local.image_parts) == 4
    error_message = "Azure's images are written publisher:offer:sku:version, or as the id of an image (/subscriptions/…): ${var.image} is neither."
  }
}

output "public_ipv4" {
  description = "Where to log in."
  value       = azurerm_public_ip.this.ip_address

  depends_on = [azurerm_linux_virtual_machine.this]
}

output "private_address" {
  description = "The bastion's address in the private network, from which it reaches the others."
  value       = local.private_address
}

output "user" {
  description = "Who to log in as."
  value       = local.admin_user
}
