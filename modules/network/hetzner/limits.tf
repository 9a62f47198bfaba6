# What Hetzner cannot do of the interface. Its networks have no route tables, so route_table_id has nothing to name.

locals {
  limits = {
    "nat" = {
      asked = var.nat
      why   = "Hetzner has no address translation of its own: a server with a public address can forward for the others."
    }
  }
}
