# Neutral sizes and Heroku's dynos, outside private spaces and in them. Any other name passes through as a dyno of
# Heroku's own. Heroku publishes shares of a processor, no vCPUs; memory in GB, and that performance and private dynos
# have a machine each: devcenter.heroku.com/articles/dyno-types (2024-06-04) and /dyno-tiers (2025-04-07).
# XL and not L-RAM for xlarge: the latter has half the processor of L.

locals {
  sizes = {
    small  = { type = "performance-m", private_type = "private-m", vcpus = null, memory = 2.5 }
    medium = { type = "performance-l", private_type = "private-l", vcpus = null, memory = 14 }
    large  = { type = "performance-l", private_type = "private-l", vcpus = null, memory = 14 }
    xlarge = { type = "performance-xl", private_type = "private-xl", vcpus = null, memory = 62 }
  }

  dyno = try(local.in_space ? local.sizes[var.size].private_type : local.sizes[var.size].type, var.size)
}
