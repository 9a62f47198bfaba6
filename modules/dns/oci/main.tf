locals {
  protected      = local.own ? { zone = { id = local.zone_id, name = "Zone ${var.zone}" } } : {}
  protected_with = length(oci_dns_rrset.this)

  own     = var.zone_id == null
  zone_id = local.own ? one(oci_dns_zone.this[*].id) : var.zone_id

  records = {
    for record in var.records : "${record.name} ${record.type}" => merge(record, {
      full_name = record.name == "@" ? var.zone : "${record.name}.${var.zone}"
    })
  }
}

resource "oci_dns_zone" "this" {
  count = local.own ? 1 : 0

  compartment_id = local.compartment_id
  name           = var.zone
  zone_type      = "PRIMARY"
  freeform_tags  = local.labels
}

resource "oci_dns_rrset" "this" {
  for_each = local.records

  zone_name_or_id = local.zone_id
  domain          = each.value.full_name
  rtype           = each.value.type

  dynamic "items" {
    for_each = each.value.values

    content {
      domain = each.value.full_name
      rtype  = each.value.type
      rdata  = each.value.type == "TXT" ? "\"${replace(items.value, "\\", "\\\\")}\"" : items.value
      ttl    = each.value.ttl
    }
  }
}
