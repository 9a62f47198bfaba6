output "firewall_id" {
  description = "The firewall, a network security group, for the servers it protects."
  value       = oci_core_network_security_group.this.id

  precondition {
    condition     = var.oci.compartment_id != null
    error_message = local.no_compartment
  }

  precondition {
    condition     = var.network_id != null
    error_message = "Unit ${var.context.unit} needs network_id: on Oracle Cloud a firewall belongs to a network."
  }
}
