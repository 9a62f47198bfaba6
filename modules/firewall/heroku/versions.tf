terraform {
  required_version = ">= 1.11.0"

  required_providers {
    heroku = {
      source  = "heroku/heroku"
      version = ">= 5.3.2, < 6.0.0"
    }
  }
}
