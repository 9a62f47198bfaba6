locals {
  limits = {
    # letsencrypt.org/docs/faq: 90 days, to become shorter.
    "validity_days" = {
      asked = var.validity_days != null
      why   = "Let's Encrypt decides itself how long certificates are valid."
    }
  }
}
