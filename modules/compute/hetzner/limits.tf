# Hetzner can do all that the interface asks for.

locals {
  limits = {}
}
