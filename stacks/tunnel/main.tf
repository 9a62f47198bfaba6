# Host names that reach services inside a private network, which nothing from outside can: the tunnel's end inside
# (cloudflared, the business of configuration management) connects out.

module "tunnel" {
  source = "./modules/tunnel"

  context    = var.context
  routes     = var.tunnel_routes
  zone_id    = var.zone_id
  cloudflare = var.cloudflare
}
