variable "databases" {
  description = <<-EOT
    Databases that Vault makes short-lived users in, by name: the database engine they belong to, the plugin (postgresql or
    mysql), the URL with {{username}} and {{password}} in place of those of Vault's own user, that user's name, a number to
    raise when its password has changed (Vault is told only then), the certificate (PEM) of the authority that signed the
    server's (null: one that Vault's servers trust anyway), and whether Vault logs in at once to see that it can.
  EOT
  type = map(object({
    engine                = string
    plugin                = string
    url                   = string
    username              = string
    password_version      = optional(number, 1)
    authority_certificate = optional(string)
    verify                = optional(bool, true)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in keys(var.databases) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))])
    error_message = "Databases have names of lower-case letters, digits and inner hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for one in values(var.databases) : try(var.engines[one.engine].type, "") == "database"])
    error_message = "A database is in a database engine of this unit."
  }

  validation {
    condition     = alltrue([for one in values(var.databases) : contains(["postgresql", "mysql"], one.plugin)])
    error_message = "A database's plugin is postgresql or mysql."
  }

  # postgresql.org/docs/current/libpq-ssl.html: the other modes take any server for the right one.
  validation {
    condition = alltrue([
      for one in values(var.databases) : can(regex("^postgres(ql)?://{{username}}:{{password}}@\\S+[?&]sslmode=verify-(ca|full)(&|$)", one.url))
      if one.plugin == "postgresql"
    ])
    error_message = "The URL of a postgresql database is postgresql://{{username}}:{{password}}@host:port/name?sslmode=verify-full: the password goes over TLS only."
  }

  # github.com/go-sql-driver/mysql, DSN. Vault makes its own setting of a certificate: plugins/database/mysql/connection_producer.go.
  validation {
    condition = alltrue([
      for one in values(var.databases) : can(regex("^{{username}}:{{password}}@tcp\\([^()\\s]+\\)/\\S*$", one.url))
      && (one.authority_certificate != null || can(regex("[?&]tls=true(&|$)", one.url))) if one.plugin == "mysql"
    ])
    error_message = "The URL of a mysql database is {{username}}:{{password}}@tcp(host:port)/ with ?tls=true or an authority_certificate: the password goes over TLS only."
  }

  validation {
    condition = alltrue([
      for one in values(var.databases) :
      length(trimspace(one.username)) > 0 && one.password_version >= 1 && floor(one.password_version) == one.password_version
      && (one.authority_certificate == null || can(regex("^-----BEGIN CERTIFICATE-----", one.authority_certificate)))
    ])
    error_message = "Vault's user of a database has a name, a whole number from 1 as password_version, and certificates are in PEM."
  }
}

variable "database_roles" {
  description = <<-EOT
    Who may have which users, by name: the database, the statements that make one ({{name}}, {{password}} and {{expiration}}
    are Vault's), those that remove it again (empty: the plugin's own), for how many minutes a user lasts, and for how many
    at most when the lease is renewed.
  EOT
  type = map(object({
    database              = string
    creation_statements   = list(string)
    revocation_statements = optional(list(string), [])
    minutes               = optional(number, 60)
    max_minutes           = optional(number, 1440)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in keys(var.database_roles) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))])
    error_message = "Database roles have names of lower-case letters, digits and inner hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for role in values(var.database_roles) : contains(keys(var.databases), role.database)])
    error_message = "A database role is of a database of this unit."
  }

  validation {
    condition = alltrue([
      for role in values(var.database_roles) :
      can(regex("{{(user)?name}}", join("\n", role.creation_statements))) && strcontains(join("\n", role.creation_statements), "{{password}}")
    ])
    error_message = "A database role's creation_statements have {{name}} and {{password}} in them, or nobody could log in."
  }

  # Without max_lease_seconds, Vault's longest lease is 768 hours, and what is longer it cuts without a word.
  validation {
    condition = alltrue([
      for role in values(var.database_roles) : role.minutes >= 1 && role.max_minutes >= role.minutes
      && floor(role.minutes) == role.minutes && floor(role.max_minutes) == role.max_minutes
      && role.max_minutes * 60 <= try(coalesce(var.engines[var.databases[role.database].engine].max_lease_seconds, 2764800), 2764800)
    ])
    error_message = "A user of a database lasts a whole number of minutes, at most max_minutes, and these no longer than max_lease_seconds of its engine."
  }
}

variable "database_passwords" {
  description = <<-EOT
    The passwords of Vault's own users, database => password. For the environment alone to give, as TF_VAR_database_passwords:
    no plan and no state holds them. Those of other units' databases may be among them. Terraform reads an expression there:
    in a password, $ and % before { are doubled.
  EOT
  type        = map(string)
  ephemeral   = true
  nullable    = false
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.databases) : try(length(var.database_passwords[name]) > 0, false)])
    error_message = "Each database has a password: TF_VAR_database_passwords in the environment is {\"name\": \"password\"}, with all of them."
  }
}
