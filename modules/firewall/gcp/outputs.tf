output "firewall_id" {
  description = "The firewall, for the servers it protects: a network tag."
  value       = local.tag

  # A server that boots is protected already, and reachable.
  depends_on = [google_compute_firewall.this, google_compute_firewall.rest]

  precondition {
    condition     = var.network_id != null
    error_message = "Google Cloud keeps firewalls by network: network_id is needed."
  }
}
