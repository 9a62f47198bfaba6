terraform {
  required_version = ">= 1.11.0"

  required_providers {
    nomad = {
      source  = "hashicorp/nomad"
      version = ">= 2.5.2, < 3.0.0"
    }
  }
}
