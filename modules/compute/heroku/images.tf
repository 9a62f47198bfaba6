# Neutral images and Heroku's stacks. Any other name passes through.
# devcenter.heroku.com/articles/stack, 2024-12-03: Heroku-24 is Ubuntu 24.04; no stack is Debian.

locals {
  images = {
    "ubuntu-24.04" = "heroku-24"
  }

  stack = lookup(local.images, var.image, var.image)
}
