# What every stack takes: who it is for and where. Linked into their folders.

variable "context" {
  description = "The product, environment and unit that the resources belong to, and further labels for them."
  type = object({
    product     = string
    environment = string
    unit        = string
    labels      = map(string)
  })
  nullable = false
}

variable "region" {
  description = "Where: a neutral name (eu-central, us-east, us-west, ap-southeast) or one of the cloud's own."
  type        = string
  nullable    = false
}
