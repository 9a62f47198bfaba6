# The network's default route table leads out by the internet gateway; every subnet has it that is not behind address
# translation, those of joined units too. Rules of a table are one resource, the owner's. The table is apart from the
# subnets, because a rule may lead to a server in one of them.

resource "oci_core_internet_gateway" "this" {
  count = local.own ? 1 : 0

  compartment_id = local.compartment_id
  vcn_id         = oci_core_vcn.this[0].id
  display_name   = local.name
  freeform_tags  = local.labels
}

resource "oci_core_default_route_table" "this" {
  count = local.own ? 1 : 0

  manage_default_resource_id = oci_core_vcn.this[0].default_route_table_id
  compartment_id             = local.compartment_id
  display_name               = "${local.name}-default"
  freeform_tags              = local.labels

  route_rules {
    destination       = "0.0.0.0/0"
    destination_type  = "CIDR_BLOCK"
    network_entity_id = oci_core_internet_gateway.this[0].id
    description       = "Internet"
  }

  dynamic "route_rules" {
    for_each = var.routes

    content {
      destination       = route_rules.key
      destination_type  = "CIDR_BLOCK"
      network_entity_id = route_rules.value.interface_id
      description       = "By ${route_rules.value.address}"
    }
  }
}

locals {
  own_nat   = local.own && var.nat ? 1 : 0
  nat_table = local.own ? join("", oci_core_route_table.nat[*].id) : var.route_table_id == null ? "" : var.route_table_id
}

resource "oci_core_nat_gateway" "this" {
  count = local.own_nat

  compartment_id = local.compartment_id
  vcn_id         = oci_core_vcn.this[0].id
  display_name   = local.name
  freeform_tags  = local.labels
}

resource "oci_core_route_table" "nat" {
  count = local.own_nat

  compartment_id = local.compartment_id
  vcn_id         = oci_core_vcn.this[0].id
  display_name   = "${local.name}-nat"
  freeform_tags  = local.labels

  route_rules {
    destination       = "0.0.0.0/0"
    destination_type  = "CIDR_BLOCK"
    network_entity_id = oci_core_nat_gateway.this[0].id
    description       = "Internet, by address translation"
  }

  dynamic "route_rules" {
    for_each = var.routes

    content {
      destination       = route_rules.key
      destination_type  = "CIDR_BLOCK"
      network_entity_id = route_rules.value.interface_id
      description       = "By ${route_rules.value.address}"
    }
  }
}

resource "oci_core_route_table_attachment" "this" {
  for_each = toset(var.nat ? var.subnet_cidrs : [])

  subnet_id      = oci_core_subnet.this[each.value].id
  route_table_id = local.nat_table
}
