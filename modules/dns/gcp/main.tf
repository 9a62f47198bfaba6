locals {
  # An id is projects/P/managedZones/NAME.
  zone_name = var.zone_id == null ? one(google_dns_managed_zone.this[*].name) : reverse(split("/", var.zone_id))[0]

  full_names = { for record in var.records : "${record.name} ${record.type}" => record.name == "@" ? var.zone : "${record.name}.${var.zone}" }
}

# Signed with DNSSEC; until the registrar has the zone's key, nobody looks.
resource "google_dns_managed_zone" "this" {
  count = var.zone_id == null ? 1 : 0

  name          = local.name
  dns_name      = "${var.zone}."
  description   = "${var.zone} of ${local.name}"
  force_destroy = !var.deletion_protection # with records that others made
  labels        = local.labels

  dnssec_config {
    state = "on"
  }
}

resource "google_dns_record_set" "this" {
  for_each = { for record in var.records : "${record.name} ${record.type}" => record }

  managed_zone = local.zone_name
  name         = "${local.full_names[each.key]}."
  type         = each.value.type
  ttl          = each.value.ttl
  rrdatas      = [for value in each.value.values : each.value.type == "TXT" ? "\"${replace(value, "\\", "\\\\")}\"" : value]
}
