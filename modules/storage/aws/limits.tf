# What AWS cannot do of the interface: nothing. What its numbers end at is in outputs.tf.

locals {
  limits = {}
}
