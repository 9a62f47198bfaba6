# Neutral sizes and Hetzner's types. Any other name passes through as a type of Hetzner's own.
# vCPUs and memory: github.com/gardener-community/cloudprofiles 1ef17b4, charts/hcloud/values.yaml, read 2026-11-23.
# Hetzner announced these types' end on 2025-10-16 (docs.hetzner.cloud/changelog#2025-10-16-server-types-deprecated):
# for new servers name a type that it sells now (size: cpx22), or change this table, which is all there is to change.

locals {
  sizes = {
    small  = { type = "cx22", vcpus = 2, memory = 4 }
    medium = { type = "cx32", vcpus = 4, memory = 8 }
    large  = { type = "cx42", vcpus = 8, memory = 16 }
    xlarge = { type = "cx52", vcpus = 16, memory = 32 }
  }

  server_type = try(local.sizes[var.size].type, var.size)

  # Hetzner's load balancers by size: docs.hetzner.com/cloud/load-balancers/overview.
  load_balancer_sizes = {
    small  = "lb11"
    medium = "lb21"
    large  = "lb31"
  }
}
