# Neutral sizes and Oracle Cloud's: one flexible shape, with OCPUs and memory of one's choice. Any other name passes
# through as a shape of Oracle's own, a flexible one as SHAPE or SHAPE-OCPUS-GIB (VM.Standard.E5.Flex-2-16).
# An OCPU is a core with two threads, which others sell as two vCPUs: docs.aws.amazon.com/odb/latest/APIReference/
# API_FlexComponentSummary.html (computeModel); VM.Standard.E4.Flex has 1 to 64 OCPUs: docs.oracle.com/en-us/iaas/tools/
# typescript/2.88.2, ModelDeploymentInstanceShapeConfigDetails. Both read 2026-11-24. Linked into the kind bastion.

locals {
  sizes = {
    small  = { type = "VM.Standard.E4.Flex", vcpus = 2, memory = 4 }
    medium = { type = "VM.Standard.E4.Flex", vcpus = 4, memory = 8 }
    large  = { type = "VM.Standard.E4.Flex", vcpus = 8, memory = 16 }
    xlarge = { type = "VM.Standard.E4.Flex", vcpus = 16, memory = 32 }
  }

  own_size = try(regex("^(.*\\.Flex)-([0-9]+)-([0-9]+)$", var.size), null)
  shape    = try(local.sizes[var.size].type, local.own_size[0], var.size)

  # OCPUs and GiB; none: what the shape has of itself.
  shape_config = contains(keys(local.sizes), var.size) ? [
    { ocpus = local.sizes[var.size].vcpus / 2, memory = local.sizes[var.size].memory }
    ] : local.own_size == null ? [] : [
    { ocpus = tonumber(local.own_size[1]), memory = tonumber(local.own_size[2]) }
  ]
}
