# A zone lies directly below a public suffix, such as example.com or example.co.uk: Hetzner refuses subdomains as zones
# when they are made (docs.hetzner.cloud/reference/cloud#zones-create-a-zone), and no plan knows the list of suffixes.

locals {
  owner = var.zone_id == null

  # Where records are made, by id or name: the name is known before the zone is there.
  zone = local.owner ? one(hcloud_zone.this[*].name) : var.zone_id

  records = {
    for record in var.records : "${record.name} ${record.type}" => merge(record, {
      full_name = record.name == "@" ? var.zone : "${record.name}.${var.zone}"
    })
  }
}

resource "hcloud_zone" "this" {
  count = local.owner ? 1 : 0

  name              = var.zone
  mode              = "primary"
  labels            = local.labels
  delete_protection = var.deletion_protection
}

resource "hcloud_zone_rrset" "this" {
  for_each = local.records

  zone   = local.zone
  name   = each.value.name
  type   = each.value.type
  ttl    = each.value.ttl
  labels = local.labels

  # Values are those of a zone file, texts in quotes (docs/resources/zone_rrset.md of the provider). Its function
  # txt_record leaves backslashes alone, which a zone file reads as the beginning of an escape (RFC 1035 5.1).
  records = [
    for value in each.value.values : {
      value = each.value.type == "TXT" ? "\"${replace(value, "\\", "\\\\")}\"" : value
    }
  ]
}

# Hetzner keeps a protected zone, but not what is in it, and Terraform begins with that. This is destroyed before the
# records are, or would be, and fails while protection is on.
resource "terraform_data" "protection" {
  count = local.owner ? 1 : 0

  input            = { protected = var.deletion_protection, zone = var.zone }
  triggers_replace = [hcloud_zone.this[0].id]

  depends_on = [hcloud_zone_rrset.this]

  provisioner "local-exec" {
    when    = destroy
    quiet   = true
    command = self.output.protected ? "echo 'zone ${self.output.zone} is protected: set deletion_protection: false and apply' >&2; exit 1" : "true"
  }
}
