# Where the provider that a unit configures comes from. An override, because a unit that uses several such providers has
# one file like this for each, and only overrides may be many (developer.hashicorp.com/terraform/language/files/override).

terraform {
  required_providers {
    ldap = {
      source = "l-with/ldap"
    }
  }
}
