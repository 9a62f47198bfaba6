locals {
  zone_id = var.zone_id == null ? one(cloudflare_zone.this[*].id) : var.zone_id

  # Cloudflare keeps each value as a record of its own. Numbers and not values in the keys: values may be unknown yet.
  records = merge([
    for record in var.records : {
      for i, value in record.values : "${record.name} ${record.type} ${i + 1}" => {
        name    = record.name == "@" ? var.zone : "${record.name}.${var.zone}"
        type    = record.type
        ttl     = record.proxied ? 1 : record.ttl # 1: "automatic", the only one of proxied records
        proxied = record.proxied
        value   = value
        words   = split(" ", value)
      }
    }
  ]...)
}

resource "cloudflare_zone" "this" {
  count = var.zone_id == null ? 1 : 0

  account = { id = var.cloudflare.account_id }
  name    = var.zone
  type    = "full"

  lifecycle {
    precondition {
      condition     = var.cloudflare.account_id != null
      error_message = "Unit ${var.context.unit} makes the zone ${var.zone}, and so needs cloudflare.account_id."
    }
  }
}

# Cloudflare has no lock of its own. This is destroyed before what it depends on, and fails while protection is on.
resource "terraform_data" "protection" {
  count = var.zone_id == null ? 1 : 0

  input            = var.deletion_protection
  triggers_replace = cloudflare_zone.this[0].id

  provisioner "local-exec" {
    when    = destroy
    command = self.input ? "echo 'The zone is protected: set deletion_protection to false, and apply, first.' >&2; exit 1" : "true"
  }

  depends_on = [cloudflare_dns_record.this, cloudflare_dns_record.srv, cloudflare_dns_record.caa]
}
