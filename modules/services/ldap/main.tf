# The attribute that an entry's DN begins with is left out of its data: the server adds it, and the provider ignores it.

resource "ldap_entry" "units" {
  for_each = var.organizational_units

  dn = "ou=${each.key},${var.base_dn}"
  data_json = jsonencode({
    objectClass = ["organizationalUnit"]
    description = [each.value]
  })
}

# inetOrgPerson, because it may have a password: RFC 2798, and RFC 4519 for cn and sn, which it must have.
resource "ldap_entry" "accounts" {
  for_each = var.accounts

  dn = "uid=${each.key},${ldap_entry.units[each.value.unit].dn}"
  data_json = jsonencode({
    objectClass = ["inetOrgPerson"]
    cn          = [each.key]
    sn          = [each.key]
    description = [each.value.description]
  })
  ignore_attributes = ["userPassword"]
}

resource "ldap_entry" "groups" {
  for_each = var.groups

  dn = "cn=${each.key},${ldap_entry.units[each.value.unit].dn}"
  data_json = jsonencode({
    objectClass = ["groupOfNames"]
    description = [each.value.description]
    member      = sort([for member in each.value.members : contains(keys(var.accounts), member) ? ldap_entry.accounts[member].dn : member])
  })
}

# Accounts lose their passwords when they are destroyed. This is destroyed before them, and fails while protection is on.
resource "terraform_data" "protection" {
  input = local.deletion_protection

  provisioner "local-exec" {
    when    = destroy
    command = self.input ? "echo 'The directory is protected: set deletion_protection to false, and apply, first.' >&2; exit 1" : "true"
  }

  depends_on = [ldap_entry.units, ldap_entry.accounts, ldap_entry.groups]
}
