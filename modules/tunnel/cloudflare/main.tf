# cloudflared on a host inside connects out, and takes its routes from here. What it logs in with, the tunnel's token, is
# fetched on that host (or by whoever sets it up) and is neither an argument nor an output.

resource "cloudflare_zero_trust_tunnel_cloudflared" "this" {
  account_id = var.cloudflare.account_id
  name       = local.name
  config_src = "cloudflare"

  lifecycle {
    precondition {
      condition     = var.cloudflare.account_id != null
      error_message = "Unit ${var.context.unit} makes a tunnel, and so needs cloudflare.account_id."
    }
  }
}

resource "cloudflare_zero_trust_tunnel_cloudflared_config" "this" {
  account_id = var.cloudflare.account_id
  tunnel_id  = cloudflare_zero_trust_tunnel_cloudflared.this.id
  source     = "cloudflare"

  config = {
    # The last rule takes what no other does; Cloudflare refuses a list without one.
    ingress = concat(
      [for name, service in var.routes : { hostname = name, service = service }],
      [{ hostname = null, service = "http_status:404" }],
    )
  }
}

resource "cloudflare_dns_record" "this" {
  for_each = var.zone_id == null ? toset([]) : toset(keys(var.routes))

  zone_id = var.zone_id
  name    = each.value
  type    = "CNAME"
  content = local.hostname
  proxied = true
  ttl     = 1 # "automatic", the only one of proxied records
  comment = local.name
}

locals {
  hostname = "${cloudflare_zero_trust_tunnel_cloudflared.this.id}.cfargotunnel.com"
}
