locals {
  limits = {
    # Zones came with 1.54.0 of the provider (github.com/hetznercloud/terraform-provider-hcloud, CHANGELOG.md); mk/providers.mk
    # pins an earlier one, the last whose Go module the tests' API in memory satisfies.
    "zone" = {
      asked = var.zone != ""
      why   = "Hetzner's zones need a newer provider than the one pinned: name another provider for dns, such as cloudflare or management."
    }
  }
}
