# What AWS cannot do of the interface: nothing.

locals {
  limits = {}
}
