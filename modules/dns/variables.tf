# The interface of the kind "dns": a zone, made here or there already, and records in it.

variable "region" {
  description = "Where: a neutral name (eu-central, us-east, us-west, ap-southeast) or one of the cloud's own."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.region))
    error_message = "A region is written in lower-case letters, digits and hyphens, such as eu-central or fsn1."
  }
}

variable "zone" {
  description = "The zone's name, such as example.com."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]$", var.zone)) && length(var.zone) <= 253
    error_message = "A zone's name is a domain in lower case without a dot at its end, such as example.com."
  }
}

variable "zone_id" {
  description = "The provider's id of a zone that is there already; null makes the zone here."
  type        = string
  default     = null
}

variable "records" {
  description = <<-EOT
    Record sets: the name within the zone (@: the zone itself), the type, the values in the form of a zone file (MX "10
    mail.example.com.", TXT without quotes; host names with a dot at their end), the TTL in seconds, and whether a proxy
    in front answers for it (proxied).
  EOT
  type = list(object({
    name    = string
    type    = string
    values  = list(string)
    ttl     = optional(number, 300)
    proxied = optional(bool, false)
  }))
  nullable = false
  default  = []

  validation {
    condition = alltrue([
      for record in var.records :
      can(regex("^(@|(\\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*)$", record.name))
    ])
    error_message = "A record's name is relative to the zone and in lower case, such as www, *.apps or @ for the zone itself."
  }

  validation {
    condition     = alltrue([for record in var.records : contains(["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"], record.type)])
    error_message = "A record's type is A, AAAA, CAA, CNAME, MX, NS, SRV or TXT."
  }

  validation {
    condition     = alltrue([for record in var.records : length(record.values) > 0 && (record.type != "CNAME" || length(record.values) == 1)])
    error_message = "A record has at least one value, a CNAME exactly one."
  }

  validation {
    condition = alltrue([
      for record in var.records : record.type != "CNAME" || (
        record.name != "@" && length([for other in var.records : other if other.name == record.name]) == 1
      )
    ])
    error_message = "A CNAME stands alone at its name, which is not the zone's own (RFC 1034 3.6.2)."
  }

  validation {
    condition     = length(distinct([for record in var.records : "${record.name} ${record.type}"])) == length(var.records)
    error_message = "All values of one name and type are in one record."
  }

  validation {
    condition     = alltrue([for record in var.records : record.ttl >= 60 && record.ttl <= 86400 && record.ttl == floor(record.ttl)])
    error_message = "A record's ttl is a whole number of seconds from 60 to 86400."
  }

  validation {
    condition = alltrue(flatten([
      for record in var.records : [
        for value in record.values :
        record.type == "A" ? can(cidrhost("${value}/32", 0)) && !strcontains(value, ":") :
        record.type == "AAAA" ? can(cidrhost("${value}/128", 0)) && strcontains(value, ":") :
        contains(["CNAME", "NS"], record.type) ? can(regex("^[^[:space:]]+\\.$", value)) :
        record.type == "MX" ? can(regex("^[0-9]{1,5} [^[:space:]]+\\.$", value)) :
        record.type == "SRV" ? can(regex("^[0-9]{1,5} [0-9]{1,5} [0-9]{1,5} [^[:space:]]+\\.$", value)) :
        record.type == "CAA" ? can(regex("^[0-9]{1,3} (issue|issuewild|iodef) \"[^\"]*\"$", value)) :
        can(regex("^[^\"]{1,255}$", value))
      ]
    ]))
    error_message = "A value has the form its type has in a zone file: A 192.0.2.1, CNAME and NS host.example.com., MX 10 mail.example.com., SRV 1 1 443 host.example.com., CAA 0 issue \"letsencrypt.org\", TXT up to 255 characters without quotes."
  }

  validation {
    condition     = alltrue([for record in var.records : !record.proxied || contains(["A", "AAAA", "CNAME"], record.type)])
    error_message = "Only A, AAAA and CNAME records can be proxied."
  }
}

variable "deletion_protection" {
  description = "Whether the cloud, or else Terraform, refuses to delete the zone until this is taken back and applied."
  type        = bool
  nullable    = false
  default     = false
}
