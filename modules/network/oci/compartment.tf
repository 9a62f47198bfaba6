# Where everything is made. An empty id is refused by a precondition in each module's outputs.tf, which can say more
# than "a required argument is missing". Linked into the other kinds.

locals {
  compartment_id = var.oci.compartment_id == null ? "" : var.oci.compartment_id

  no_compartment = "Unit ${var.context.unit} is on Oracle Cloud and needs oci.compartment_id: the OCID of the compartment that its resources are made in."
}
