locals {
  protected = local.own ? { network = { id = local.network_id, name = "Network ${local.name}" } } : {}
  protected_with = length(concat(
    values(oci_core_subnet.this), values(oci_core_route_table_attachment.this), oci_core_route_table.nat,
    oci_core_default_route_table.this, oci_core_default_security_list.this,
  ))

  own        = var.network_id == null
  network_id = local.own ? one(oci_core_vcn.this[*].id) : var.network_id
}

# IPv6 is on so that rules for IPv6 ranges are valid; the subnets have IPv4 only.
resource "oci_core_vcn" "this" {
  count = local.own ? 1 : 0

  compartment_id = local.compartment_id
  cidr_blocks    = [var.cidr]
  is_ipv6enabled = true
  display_name   = local.name
  freeform_tags  = local.labels
}

# Oracle's default list opens SSH to the internet, for every subnet that names no other. Taken over here, it allows
# nothing: what may pass is the business of the kind firewall, and a subnet's lists would add to that.
resource "oci_core_default_security_list" "this" {
  count = local.own ? 1 : 0

  manage_default_resource_id = oci_core_vcn.this[0].default_security_list_id
  compartment_id             = local.compartment_id
  display_name               = "${local.name}-default"
  freeform_tags              = local.labels
}

# Regional: a subnet spans the availability domains. It names neither a route table nor a security list, so that it has
# the network's own, also when another unit made the network.
resource "oci_core_subnet" "this" {
  for_each = toset(var.subnet_cidrs)

  compartment_id = local.compartment_id
  vcn_id         = local.network_id
  cidr_block     = each.value
  display_name   = "${local.name}-${replace(each.value, "/", "-")}"
  freeform_tags  = local.labels

  # A public address behind address translation would answer by another one: Oracle Cloud refuses it here. To change
  # nat makes the subnets anew.
  prohibit_public_ip_on_vnic = var.nat
}
