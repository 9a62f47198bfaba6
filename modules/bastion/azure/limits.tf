locals {
  limits = {
    # website/docs/r/linux_virtual_machine.html.markdown of the provider: ssh-rsa or ssh-ed25519.
    "ssh_keys: ecdsa" = {
      asked = anytrue([for key in values(var.ssh_keys) : !can(regex("^ssh-(rsa|ed25519) ", key))])
      why   = "Azure takes SSH keys of RSA and Ed25519, none of ECDSA or of security keys."
    }
  }
}
