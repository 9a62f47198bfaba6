resource "vault_pki_secret_backend_root_cert" "this" {
  for_each = var.authorities

  backend     = vault_mount.this[each.key].path
  type        = "internal" # the key is not shown to anybody, not even to Terraform
  common_name = each.value.common_name
  issuer_name = local.name
  ttl         = "${each.value.days * 24}h"
  key_type    = "ec"
  key_bits    = 256

  # Without one, Vault's longest lease is 768 hours: developer.hashicorp.com/vault/docs/troubleshoot/tune-lease-ttl,
  # read 2026-11-24.
  lifecycle {
    precondition {
      condition     = try(var.engines[each.key].max_lease_seconds, null) == null ? each.value.days <= 32 : var.engines[each.key].max_lease_seconds >= each.value.days * 86400
      error_message = "Unit ${var.context.unit}: engine ${each.key} needs a max_lease_seconds of at least ${each.value.days * 86400}, or Vault shortens the certificate of its authority."
    }
  }
}

resource "vault_pki_secret_backend_role" "this" {
  for_each = var.certificate_roles

  backend            = vault_mount.this[each.value.engine].path
  name               = each.key
  issuer_ref         = vault_pki_secret_backend_root_cert.this[each.value.engine].issuer_id
  allowed_domains    = each.value.domains
  allow_subdomains   = each.value.subdomains
  allow_bare_domains = each.value.bare_domains
  allow_ip_sans      = false
  allow_localhost    = false
  max_ttl            = each.value.hours * 3600 # Vault gives seconds back
  ttl                = each.value.hours * 3600
  server_flag        = each.value.server
  client_flag        = each.value.client
  key_type           = "ec"
  key_bits           = 256
  key_usage          = ["DigitalSignature", "KeyAgreement"]
}
