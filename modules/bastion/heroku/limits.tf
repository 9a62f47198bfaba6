locals {
  limits = {
    # Every bastion has keys, by its interface.
    "ssh_keys" = {
      asked = length(var.ssh_keys) > 0
      why   = "Heroku has no servers that take SSH connections: its own command line reaches dynos (heroku ps:exec)."
    }
  }
}
