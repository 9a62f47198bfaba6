# Neutral sizes and Azure's. Any other name passes through as one of Azure's own, such as Standard_D4as_v5.
# vCPUs and memory: aspire.dev/reference/api/csharp/aspire.hosting.azure.kubernetes/standardbasv2/fields (made from the
# Azure API by Microsoft), read 2026-11-24. Burstable, like the small sizes of other clouds.

locals {
  sizes = {
    small  = { type = "Standard_B2als_v2", vcpus = 2, memory = 4 }
    medium = { type = "Standard_B4als_v2", vcpus = 4, memory = 8 }
    large  = { type = "Standard_B8als_v2", vcpus = 8, memory = 16 }
    xlarge = { type = "Standard_B16als_v2", vcpus = 16, memory = 32 }
  }

  server_type = try(local.sizes[var.size].type, var.size)
}
