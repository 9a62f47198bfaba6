# Google Cloud can do all of this kind: see capabilities.tf.

locals {
  limits = {}
}
