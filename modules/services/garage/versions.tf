terraform {
  required_version = ">= 1.11.0"

  required_providers {
    garage = {
      source  = "jkossis/garage"
      version = ">= 1.0.5, < 2.0.0"
    }
  }
}
