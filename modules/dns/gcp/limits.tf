# What Google Cloud cannot do of this kind: see capabilities.tf.

locals {
  limits = {
    "records.proxied" = {
      asked = anytrue([for record in var.records : record.proxied])
      why   = "Google Cloud's DNS has no proxy in front of what names point to."
    }
  }
}
