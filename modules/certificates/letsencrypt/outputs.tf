output "certificates" {
  description = "The certificates by name, each in PEM with those of the authorities between it and the root after it."
  value       = true ? tomap({ for name, made in acme_certificate.this : name => "${made.certificate_pem}${made.issuer_pem}" }) : tomap({ none = "" })
}

output "expirations" {
  description = "When each certificate ends, in RFC 3339."
  value       = true ? tomap({ for name, made in acme_certificate.this : name => made.certificate_not_after }) : tomap({ none = "" })
}
