# Passwords are sent: TLS always (LDAPS, port 636). The provider has no variable of the environment for it.
provider "ldap" {
  tls = true
}
