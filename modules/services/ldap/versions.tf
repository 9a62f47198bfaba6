terraform {
  required_version = ">= 1.11.0"

  required_providers {
    ldap = {
      source  = "l-with/ldap"
      version = ">= 0.15.0, < 1.0.0"
    }
  }
}
