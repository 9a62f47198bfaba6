# Where users arrive: the zone, names for the load balancer of a unit it depends on, and certificates. With Cloudflare
# (dns: cloudflare, certificates: cloudflare) or without (any cloud's or our own DNS, certificates: letsencrypt).

locals {
  addresses = concat(var.load_balancer_addresses, var.addresses)

  # Several addresses of one name share the load: resolvers hand them out in turn.
  targets = {
    A     = [for address in local.addresses : address if !strcontains(address, ":")]
    AAAA  = [for address in local.addresses : address if strcontains(address, ":")]
    CNAME = var.load_balancer_hostname == "" ? [] : ["${trimsuffix(var.load_balancer_hostname, ".")}."]
  }
}

module "dns" {
  source = "./modules/dns"

  context             = var.context
  region              = var.region
  zone                = var.zone
  zone_id             = var.zone_id
  deletion_protection = local.deletion_protection
  oci                 = var.oci
  cloudflare          = var.cloudflare

  records = concat(var.records, flatten([
    for name in var.names : [
      for type, values in local.targets :
      { name = name, type = type, values = values, ttl = var.ttl, proxied = var.proxied } if length(values) > 0
    ]
  ]))
}

module "certificates" {
  source = "./modules/certificates"

  context       = var.context
  requests      = var.certificate_requests
  validity_days = var.certificate_days
  email         = var.certificate_email
  challenge     = var.certificate_challenge
}
