terraform {
  required_version = ">= 1.11.0"

  required_providers {
    acme = {
      source  = "vancluever/acme"
      version = ">= 2.39.0, < 3.0.0"
    }
  }
}
