# What Google Cloud cannot do of this kind: see capabilities.tf.

locals {
  limits = {
    "region: another cloud's" = {
      asked = !local.google_located
      why   = "Google Cloud's own regions are written like europe-west3, their zones like europe-west3-a."
    }
    "size: another cloud's" = {
      asked = !can(regex("^([a-z]+[0-9]+[a-z]*|custom)-[a-z0-9-]+$", local.machine_type))
      why   = "Google Cloud's own types are written like e2-medium or n2-custom-4-8192."
    }
  }
}
