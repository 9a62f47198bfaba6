locals {
  protected = {
    for i in range(var.servers) : tostring(i) => { id = oci_core_instance.this[i].id, name = "Server ${local.name}-${i + 1}" }
  }
  protected_with = sum([for all in [
    oci_load_balancer_backend.this, oci_load_balancer_listener.this, oci_core_network_security_group_security_rule.listener,
    oci_core_network_security_group_security_rule.target,
  ] : length(all)])

  zones = [
    for i in range(var.servers) :
    var.spread == "zones" ? try(element(local.availability_domains, i), "") : local.first_domain
  ]

  # Server i is in subnet i modulo their number, and has its next address from the 10th on: every cloud keeps the
  # first few for itself.
  subnets = keys(var.subnet_ids)
  private_addresses = [
    for i in range(length(local.subnets) > 0 ? var.servers : 0) :
    cidrhost(element(local.subnets, i), 10 + floor(i / length(local.subnets)))
  ]
}

resource "oci_core_instance" "this" {
  count = var.servers

  compartment_id      = local.compartment_id
  availability_domain = local.zones[count.index]
  # Each availability domain has three, which share no machine (website/docs/r/core_instance.html.markdown).
  fault_domain  = var.spread == "hosts" ? "FAULT-DOMAIN-${count.index % 3 + 1}" : null
  display_name  = "${local.name}-${count.index + 1}"
  shape         = local.shape
  freeform_tags = local.labels

  # What is on the server outlives a protected one.
  preserve_boot_volume = var.deletion_protection

  # Boot volumes are encrypted at rest by Oracle's keys anyway; this is for the way there.
  is_pv_encryption_in_transit_enabled = true

  metadata = merge(
    { ssh_authorized_keys = join("\n", values(var.ssh_keys)) },
    var.user_data == "" ? {} : { user_data = base64encode(var.user_data) },
  )

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
    subnet_id              = try(var.subnet_ids[element(local.subnets, count.index)], "")
    private_ip             = try(local.private_addresses[count.index], null)
    assign_public_ip       = tostring(var.public_addresses)
    nsg_ids                = var.firewall_ids
    skip_source_dest_check = var.ip_forwarding
    display_name           = "${local.name}-${count.index + 1}"
    freeform_tags          = local.labels
  }

  instance_options {
    # The first version of the metadata service answers whoever asks.
    are_legacy_imds_endpoints_disabled = true
  }

  lifecycle {
    # Both in metadata count at the first boot only. A change would replace the server and what is on it; running
    # servers are the business of configuration management.
    ignore_changes       = [metadata, source_details[0].source_id]
    replace_triggered_by = [terraform_data.image]
  }
}

# A route leads to a private address's own id, which only this question gives.
data "oci_core_private_ips" "this" {
  count = length(local.private_addresses)

  subnet_id  = var.subnet_ids[element(local.subnets, count.index)]
  ip_address = oci_core_instance.this[count.index].private_ip
}
