locals {
  zone_id = var.zone_id == null ? one(aws_route53_zone.this[*].zone_id) : var.zone_id

  records = {
    for record in var.records : "${record.name} ${record.type}" => merge(record, {
      full_name = record.name == "@" ? var.zone : "${record.name}.${var.zone}"
    })
  }
}

resource "aws_route53_zone" "this" {
  count = var.zone_id == null ? 1 : 0

  name    = var.zone
  comment = local.name
  # With protection a zone stays in which there are records of others.
  force_destroy = !var.deletion_protection
  tags          = merge(local.labels, { Name = local.name })
}

resource "aws_route53_record" "this" {
  for_each = local.records

  zone_id = local.zone_id
  name    = each.value.full_name
  type    = each.value.type
  ttl     = each.value.ttl
  # The provider puts the quotes around TXT itself.
  records = each.value.values
}
