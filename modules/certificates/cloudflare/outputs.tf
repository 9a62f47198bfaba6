output "certificates" {
  description = "The certificates by name, each in PEM; Cloudflare's own authority is the only one above it."
  value       = true ? tomap({ for name, made in cloudflare_origin_ca_certificate.this : name => made.certificate }) : tomap({ none = "" })
}

# Cloudflare's documentation has both 2014-01-01T05:20:00Z and 2014-01-01 05:20:00 +0000 UTC.
output "expirations" {
  description = "When each certificate ends, in RFC 3339; empty where Cloudflare says it in another form."
  value = true ? tomap({
    for name, made in cloudflare_origin_ca_certificate.this : name =>
    try(timeadd(made.expires_on, "0s"), timeadd("${join("T", regex("^([0-9-]+) ([0-9:]+) \\+0000 UTC$", made.expires_on))}Z", "0s"), "")
  }) : tomap({ none = "" })
}
