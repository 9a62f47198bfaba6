# What only one cloud or service has, in one object named after it. Linked into every provider's folder and into every
# stack, so that a setting is declared once and a unit may carry those of clouds that it does not use.

variable "hetzner" {
  description = "For Hetzner only. network_zone: the zone of a location that the region table lacks. backups: daily backups of the servers' own disks, at extra cost."
  type = object({
    network_zone = optional(string)
    backups      = optional(bool, false)
  })
  nullable = false
  default  = {}
}

variable "oci" {
  description = "For Oracle Cloud only. compartment_id: the compartment that everything is made in."
  type = object({
    compartment_id = optional(string)
  })
  nullable = false
  default  = {}

  validation {
    condition     = var.oci.compartment_id == null || can(regex("^ocid1\\.(compartment|tenancy)\\.", var.oci.compartment_id))
    error_message = "oci.compartment_id is the OCID of a compartment or tenancy, such as ocid1.compartment.oc1..aaaa."
  }
}

variable "heroku" {
  description = <<-EOT
    For Heroku only. team: who owns the apps and private spaces. process: the process type that the servers are dynos of.
    buildpacks: in their order. domains: host names that the app answers to. addons: plans of add-ons by name. source: the
    code that is built and released before dynos start, a tarball that everybody may fetch (url), its SHA-256 (checksum) and
    what it is called (version); null: it is released by other means, and the first apply ends without dynos until it is.
  EOT
  type = object({
    team       = optional(string)
    process    = optional(string, "web")
    buildpacks = optional(list(string), [])
    domains    = optional(list(string), [])
    addons     = optional(map(string), {})
    source = optional(object({
      url      = string
      checksum = optional(string)
      version  = optional(string)
    }))
  })
  nullable = false
  default  = {}

  # State and plans show it: a token in the URL would be no secret any more.
  validation {
    condition     = var.heroku.source == null || can(regex("^https://[^/@\\s]+/[^?#\\s]+$", var.heroku.source.url))
    error_message = "heroku.source.url is the https URL of a gzipped tarball, without a user, a password or a query."
  }

  validation {
    condition     = try(var.heroku.source.checksum, null) == null || can(regex("^SHA256:[0-9a-f]{64}$", var.heroku.source.checksum))
    error_message = "heroku.source.checksum is SHA256: and 64 hexadecimal digits in lower case."
  }
}

variable "cloudflare" {
  description = "For Cloudflare only. account_id: the account that zones and tunnels are made in."
  type = object({
    account_id = optional(string)
  })
  nullable = false
  default  = {}

  validation {
    condition     = var.cloudflare.account_id == null || can(regex("^[0-9a-f]{32}$", var.cloudflare.account_id))
    error_message = "cloudflare.account_id has 32 hexadecimal digits."
  }
}
