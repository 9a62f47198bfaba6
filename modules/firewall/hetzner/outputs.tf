output "firewall_id" {
  description = "The firewall, for the servers it protects."
  value       = hcloud_firewall.this.id
}
