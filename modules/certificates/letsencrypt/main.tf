# Certificates that browsers trust, by ACME. The names proved and certified are those in the request. Hosts' keys stay on
# the hosts: with a request the provider makes none.
#
# The account's key is the exception to "no secret in state": the provider takes it in a plain argument of both types and
# stores it, and its author has decided against write-only ones (github.com/vancluever/terraform-provider-acme/issues/551
# and /538, 2026-02-09). So it is made by the provider, is in no plan, file or output, and belongs to this unit alone.
# Whoever reads the state with it can revoke these certificates, and order others for names proved of late; to prove a
# name takes the DNS credentials too, which are in the environment only. To replace it: terraform apply -replace.

resource "acme_registration" "this" {
  count = length(var.requests) > 0 ? 1 : 0

  email_address           = var.email == null ? "" : var.email
  account_key_algorithm   = "ECDSA"
  account_key_ecdsa_curve = "P384"
}

resource "acme_certificate" "this" {
  for_each = var.requests

  account_key_pem         = acme_registration.this[0].account_key_pem
  certificate_request_pem = each.value.csr

  dns_challenge {
    provider = coalesce(var.challenge, "none")
  }

  lifecycle {
    precondition {
      condition     = var.challenge != null
      error_message = "Unit ${var.context.unit} asks Let's Encrypt for certificates without saying how a name is proved: set challenge."
    }
  }
}
