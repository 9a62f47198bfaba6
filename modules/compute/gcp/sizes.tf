# Neutral sizes and Google's machine types. Any other name passes through as a type of Google's own, which must be one that
# takes Persistent Disk.
# cloud.google.com/compute/docs/general-purpose-machines and /compute/docs/instances/creating-instance-with-custom-machine-type,
# read 2026-11-24: e2-medium has 2 shared vCPUs and 4 GB; E2 takes an even number of vCPUs up to 32 with 512 MB to 8 GB for
# each, named e2-custom-VCPUS-MB. Its predefined types have twice or half the memory that the neutral sizes ask for.

locals {
  sizes = {
    small  = { type = "e2-medium", vcpus = 2, memory = 4 }
    medium = { type = "e2-custom-4-8192", vcpus = 4, memory = 8 }
    large  = { type = "e2-custom-8-16384", vcpus = 8, memory = 16 }
    xlarge = { type = "e2-custom-16-32768", vcpus = 16, memory = 32 }
  }

  machine_type = try(local.sizes[var.size].type, var.size)
}
