variable "zone" {
  description = "The zone's name, such as example.com."
  type        = string
  nullable    = false
}

variable "zone_id" {
  description = "The provider's id of a zone that is there already; null makes the zone."
  type        = string
  default     = null
}

variable "names" {
  description = "Names within the zone (@: the zone itself) that lead to the load balancer."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = length(var.names) == 0 || length(var.load_balancer_addresses) + length(var.addresses) > 0 || var.load_balancer_hostname != ""
    error_message = "There is nothing for names to lead to: the unit depends on none with a load balancer, and has no addresses."
  }

  validation {
    condition     = length(var.names) == 0 || var.load_balancer_hostname == "" || length(var.load_balancer_addresses) + length(var.addresses) == 0
    error_message = "A name leads to a load balancer's host name or to addresses, not to both (RFC 1034 3.6.2)."
  }
}

variable "load_balancer_addresses" {
  description = "Addresses of the load balancer of a unit that this one depends on."
  type        = list(string)
  nullable    = false
  default     = []
}

variable "load_balancer_hostname" {
  description = "The load balancer's name in DNS, where the cloud gives it a name in place of addresses."
  type        = string
  nullable    = false
  default     = ""
}

variable "addresses" {
  description = "Further addresses that names lead to, such as another cloud's load balancer."
  type        = list(string)
  nullable    = false
  default     = []
}

variable "ttl" {
  description = "Seconds that resolvers may keep these names."
  type        = number
  nullable    = false
  default     = 300
}

variable "proxied" {
  description = "Whether these names are answered by the DNS provider's proxy, which only Cloudflare has."
  type        = bool
  nullable    = false
  default     = false
}

variable "records" {
  description = "Further record sets: name within the zone, type, values as in a zone file, ttl in seconds, and whether a proxy answers for it."
  type = list(object({
    name    = string
    type    = string
    values  = list(string)
    ttl     = optional(number, 300)
    proxied = optional(bool, false)
  }))
  nullable = false
  default  = []
}

variable "certificate_requests" {
  description = "Certificate requests (PKCS #10 in PEM) by name, with the host names they are for. A request is made on the host that keeps the key."
  type = map(object({
    csr   = string
    names = list(string)
  }))
  nullable = false
  default  = {}
}

variable "certificate_days" {
  description = "How long certificates are valid, where the provider lets one choose; null: its own default."
  type        = number
  default     = null
}

variable "certificate_email" {
  description = "Whom the certificate authority writes to; null: nobody."
  type        = string
  default     = null
}

variable "certificate_challenge" {
  description = "The DNS provider, by its name in lego, that proves to Let's Encrypt whose zone it is; null: none is needed."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether the zone cannot be deleted, by Terraform included, until this is taken back and applied; null: in prod alone."
  type        = bool
  default     = null
}
