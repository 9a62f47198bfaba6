# Whose resources a module makes: its names and labels. Linked into every provider's folder, so that all of them
# name and label alike.

variable "context" {
  description = "The product, environment and unit that the resources belong to, and further labels for them."
  type = object({
    product     = string
    environment = string
    unit        = string
    labels      = map(string)
  })
  nullable = false

  validation {
    condition = alltrue([
      for name in [var.context.product, var.context.environment, var.context.unit] :
      can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))
    ])
    error_message = "Names of products, environments and units become host names: lower-case letters, digits and inner hyphens, a letter first."
  }

  # Host names end at 63 characters (RFC 1123); the module adds a number, such as -1 or -data-100.
  validation {
    condition     = length(join("-", [var.context.product, var.context.environment, var.context.unit])) <= 52
    error_message = "Product, environment and unit together are at most 52 characters long, hyphens between them included."
  }

  # What every cloud takes: Google Cloud allows the fewest characters in a label.
  validation {
    condition = alltrue([
      for key, value in var.context.labels :
      can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$", value))
    ])
    error_message = "Labels are lower-case letters, digits, hyphens and underscores, at most 63 characters; keys start with a letter, values start and end with a letter or digit."
  }
}

locals {
  name = join("-", [var.context.product, var.context.environment, var.context.unit])

  labels = merge(var.context.labels, {
    product     = var.context.product
    environment = var.context.environment
    unit        = var.context.unit
  })
}
