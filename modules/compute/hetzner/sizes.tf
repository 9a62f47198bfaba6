# Neutral sizes and Hetzner's types. Any other name passes through as a type of Hetzner's own.
# vCPUs and memory, read 2026-11-24: docs.cnap.tech/compute/providers/hetzner (cx23, cx33, cx43);
# docs.vdhome.be/reference/costs, of 2026-04-15 (cx53). They follow cx22 … cx52, whose end Hetzner announced on 2025-10-16
# (docs.hetzner.cloud/changelog#2025-10-16-server-types-deprecated).

locals {
  sizes = {
    small  = { type = "cx23", vcpus = 2, memory = 4 }
    medium = { type = "cx33", vcpus = 4, memory = 8 }
    large  = { type = "cx43", vcpus = 8, memory = 16 }
    xlarge = { type = "cx53", vcpus = 16, memory = 32 }
  }

  # In the United States. ash had these in github.com/ansible-collections/hetzner.hcloud/issues/204, 2023-03-31; vCPUs and
  # memory: github.com/OpenRouterLabs/spawn/issues/786, 2026-02-13, when Europe had them no more; still sold there, and only
  # there: github.com/robhunter/agentdeals/pull/1323, 2026-09-04 (cpx11). Read 2026-11-26. For Singapore no such list was found.
  sizes_us = {
    small  = { type = "cpx21", vcpus = 3, memory = 4 }
    medium = { type = "cpx31", vcpus = 4, memory = 8 }
    large  = { type = "cpx41", vcpus = 8, memory = 16 }
    xlarge = { type = "cpx51", vcpus = 16, memory = 32 }
  }

  server_types = contains(["us-east", "us-west"], coalesce(local.hetzner_network_zone, "none")) ? local.sizes_us : local.sizes
  server_type  = try(local.server_types[var.size].type, var.size)

  # Hetzner's load balancers by size: docs.hetzner.com/cloud/load-balancers/overview.
  load_balancer_sizes = {
    small  = "lb11"
    medium = "lb21"
    large  = "lb31"
  }
}
