# Neutral sizes and AWS's types. Any other name passes through as a type of AWS's own.
# vCPUs and GiB of memory: github.com/openshift/openshift-docs, modules/rosa-sdpolicy-am-aws-compute-types.adoc (c7i),
# github.com/gardener-community/cloudprofiles 8ff146b, charts/cloudprofiles/charts/aws/values.yaml (t3.medium), both
# read 2026-11-24. t3 is for loads that come and go: it saves up processor time, and costs extra beyond what it saved.

locals {
  sizes = {
    small  = { type = "t3.medium", vcpus = 2, memory = 4 }
    medium = { type = "c7i.xlarge", vcpus = 4, memory = 8 }
    large  = { type = "c7i.2xlarge", vcpus = 8, memory = 16 }
    xlarge = { type = "c7i.4xlarge", vcpus = 16, memory = 32 }
  }

  server_type = try(local.sizes[var.size].type, var.size)
}
