locals {
  limits = {
    # devcenter.heroku.com/articles/custom-domains, 2024-04-30.
    "zone" = {
      asked = var.zone != ""
      why   = "Heroku hosts no DNS zones: name another provider for dns."
    }
  }
}
