# What a unit sets up in a Garage that runs already: buckets, and which access keys may use them. Names in Garage begin
# with <product>-<environment>-<unit>. GARAGE_ENDPOINT and GARAGE_TOKEN come from the environment. Access keys are made
# outside Terraform (garage key create): its state would hold their secrets, as no argument of the provider is write-only.

variable "buckets" {
  description = <<-EOT
    Buckets by name: the most bytes and objects they hold (null: any number), whether Garage serves them as a public web
    site, and access: id of an access key that is there already => read, write, read_write or owner (read_write and settings).
  EOT
  type = map(object({
    max_bytes   = optional(number)
    max_objects = optional(number)
    website     = optional(bool, false)
    access      = optional(map(string), {})
  }))
  nullable = false

  validation {
    condition     = length(var.buckets) > 0 && alltrue([for name in keys(var.buckets) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))])
    error_message = "There is at least one bucket; names are lower-case letters, digits and inner hyphens, a letter first."
  }

  # docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html: Garage's names keep to them.
  validation {
    condition = alltrue([
      for name in keys(var.buckets) : length(join("-", [var.context.product, var.context.environment, var.context.unit, name])) <= 63
    ])
    error_message = "A bucket's whole name, <product>-<environment>-<unit>-<name>, has at most 63 characters."
  }

  validation {
    condition = alltrue(flatten([
      for bucket in values(var.buckets) : [for most in [bucket.max_bytes, bucket.max_objects] : most == null || try(most >= 1 && floor(most) == most, false)]
    ]))
    error_message = "The most bytes and objects of a bucket are whole numbers from 1."
  }

  # How Garage makes ids: src/model/key_table.rs, read 2026-11-24.
  validation {
    condition     = alltrue(flatten([for bucket in values(var.buckets) : [for id in keys(bucket.access) : can(regex("^GK[0-9a-f]{24}$", id))]]))
    error_message = "An access key's id is GK and 24 hexadecimal digits; its secret does not belong here."
  }

  validation {
    condition     = alltrue(flatten([for bucket in values(var.buckets) : [for access in values(bucket.access) : contains(["read", "write", "read_write", "owner"], access)]]))
    error_message = "Access to a bucket is read, write, read_write or owner."
  }
}

variable "deletion_protection" {
  description = "Refuses to destroy buckets until it is off again; null: in prod alone. Garage itself refuses to delete one that is not empty."
  type        = bool
  default     = null
}
