locals {
  limits = {
    "region: another cloud's" = {
      asked = !can(regex("^[a-z]+[0-9]?[a-z]*$", local.azure_region))
      why   = "Azure's own regions are written like westeurope or eastus2."
    }
    "size: another cloud's" = {
      asked = !can(regex("(?i)^(Standard|Basic)_[a-z0-9_-]+$", local.server_type))
      why   = "Azure's own sizes are written like Standard_D4as_v5."
    }
    # website/docs/r/linux_virtual_machine.html.markdown of the provider: ssh-rsa or ssh-ed25519.
    "ssh_keys: ecdsa" = {
      asked = anytrue([for key in values(var.ssh_keys) : !can(regex("^ssh-(rsa|ed25519) ", key))])
      why   = "Azure takes SSH keys of RSA and Ed25519, none of ECDSA or of security keys."
    }
  }
}
