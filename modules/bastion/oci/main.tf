locals {
  protected      = { server = { id = oci_core_instance.this.id, name = "Bastion ${local.name}" } }
  protected_with = length(oci_core_network_security_group_security_rule.this)

  subnet          = keys(var.subnet_ids)[0]
  private_address = cidrhost(local.subnet, 5)
}

resource "oci_core_instance" "this" {
  compartment_id      = local.compartment_id
  availability_domain = local.first_domain
  display_name        = local.name
  shape               = local.shape
  freeform_tags       = local.labels

  preserve_boot_volume                = var.deletion_protection
  is_pv_encryption_in_transit_enabled = true

  metadata = { ssh_authorized_keys = join("\n", values(var.ssh_keys)) }

  dynamic "shape_config" {
    for_each = local.shape_config

    content {
      ocpus         = shape_config.value.ocpus
      memory_in_gbs = shape_config.value.memory
    }
  }

  source_details {
    source_type = "image"
    source_id   = local.image_id
  }

  create_vnic_details {
    subnet_id        = var.subnet_ids[local.subnet]
    private_ip       = local.private_address
    assign_public_ip = "true"
    nsg_ids          = [oci_core_network_security_group.this.id]
    display_name     = local.name
    freeform_tags    = local.labels
  }

  instance_options {
    are_legacy_imds_endpoints_disabled = true
  }

  lifecycle {
    # As in the kind compute: keys count at the first boot, and the image is the one named then.
    ignore_changes       = [metadata, source_details[0].source_id]
    replace_triggered_by = [terraform_data.image]
  }
}
