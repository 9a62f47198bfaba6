# The region's availability domains. Their names begin with letters of the tenancy's own, so only Oracle knows them.
# Linked into the kinds that are in one.

data "oci_identity_availability_domains" "this" {
  count = var.oci.compartment_id == null ? 0 : 1

  compartment_id = local.compartment_id
}

locals {
  availability_domains = flatten(data.oci_identity_availability_domains.this[*].availability_domains[*].name)
  first_domain         = try(local.availability_domains[0], "")
}
