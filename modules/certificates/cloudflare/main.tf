# Origin certificates: Cloudflare trusts them, browsers do not. For hosts behind its proxy. Cloudflare asks for no proof
# of its own zones, so that challenge asks for nothing here.

locals {
  # Which kind of key a request has, by the object identifier of the key's algorithm in it, which Base64 spells in three
  # ways, by where it begins: id-ecPublicKey (RFC 5480 2.1.1) and rsaEncryption (RFC 8017 A.1).
  spellings = {
    origin-ecc = ["BgcqhkjOPQIB", "YHKoZIzj0CA", "GByqGSM49Ag"]
    origin-rsa = ["BgkqhkiG9w0BAQ", "YJKoZIhvcNAQEB", "GCSqGSIb3DQEBA"]
  }
  request_types = {
    for name, request in var.requests : name => [
      for kind, spellings in local.spellings : kind
      if anytrue([for spelling in spellings : strcontains(replace(request.csr, "\n", ""), spelling)])
    ]
  }
}

resource "cloudflare_origin_ca_certificate" "this" {
  for_each = var.requests

  csr                = each.value.csr
  hostnames          = each.value.names
  request_type       = try(local.request_types[each.key][0], "origin-ecc")
  requested_validity = var.validity_days

  lifecycle {
    precondition {
      condition     = length(local.request_types[each.key]) == 1
      error_message = "Certificate ${each.key} of unit ${var.context.unit}: Cloudflare certifies RSA and ECDSA keys, and the request has another."
    }
  }
}
