# What AWS cannot do of the interface: nothing. What it asks for beside it is in outputs.tf.

locals {
  limits = {}
}
