# The interface of the kind "certificates": certificates for keys that never leave their host, which makes the request.

variable "requests" {
  description = "Certificate requests (PKCS #10 in PEM) by name, with the host names they are for. A request is made on the host that keeps the key, and is no secret."
  type = map(object({
    csr   = string
    names = list(string)
  }))
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.requests) : can(regex("^[a-z][a-z0-9-]*$", name))])
    error_message = "The name of a certificate is written in lower-case letters, digits and hyphens."
  }

  validation {
    condition = alltrue([
      for request in values(var.requests) :
      can(regex("^-----BEGIN (NEW )?CERTIFICATE REQUEST-----\\n[A-Za-z0-9+/=\\n]+\\n-----END (NEW )?CERTIFICATE REQUEST-----\\n?$", request.csr))
    ])
    error_message = "A request is a PKCS #10 certificate request in PEM and nothing else; a private key does not belong here."
  }

  validation {
    condition = alltrue([
      for request in values(var.requests) :
      length(request.names) > 0 && alltrue([
        for name in request.names : can(regex("^(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]$", name))
      ])
    ])
    error_message = "A certificate is for at least one host name, such as www.example.com or *.example.com."
  }
}

variable "validity_days" {
  description = "How long certificates are valid, where the provider lets one choose; null: its own default."
  type        = number
  default     = null

  validation {
    condition     = var.validity_days == null ? true : contains([7, 30, 90, 365, 730, 1095, 5475], var.validity_days)
    error_message = "Certificates are valid for 7, 30, 90, 365, 730, 1095 or 5475 days."
  }
}

variable "email" {
  description = "Whom the certificate authority writes to; null: nobody."
  type        = string
  default     = null

  validation {
    condition     = var.email == null || can(regex("^[^@[:space:]]+@[^@[:space:]]+$", var.email))
    error_message = "An e-mail address has one @ and no spaces."
  }
}

variable "challenge" {
  description = "How a certificate authority that asks for proof in the zone (DNS-01) gets it: a DNS provider by its name in lego, whose credentials come from the environment; null: none is needed."
  type        = string
  default     = null

  validation {
    condition     = var.challenge == null || can(regex("^[a-z0-9]+$", var.challenge))
    error_message = "A challenge is the name of a DNS provider in lego, such as cloudflare, route53, hetzner or rfc2136."
  }
}
