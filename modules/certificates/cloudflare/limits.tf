locals {
  limits = {
    "email" = {
      asked = var.email != null
      why   = "Cloudflare writes to the account's owner only."
    }
  }
}
