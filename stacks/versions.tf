# Providers are the modules' business: a unit downloads those of the modules it links, and no other.

terraform {
  required_version = ">= 1.11.0"
}
