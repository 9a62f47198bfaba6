# Neutral regions and AWS's, and the zones of AWS's regions in the order that subnets are dealt out to them. A region's
# own name (eu-west-1) passes through; one that is not listed here has no zones until its line is added.
# Source: github.com/gardener-community/cloudprofiles 8ff146b, charts/cloudprofiles/charts/aws/values.yaml, read
# 2026-11-24. Left out: us-east-1e, where current types are not sold, and regions whose zones differ by account. Linked
# into the kinds that need zones, and into units for their provider.

locals {
  aws_regions = {
    eu-central   = "eu-central-1"
    us-east      = "us-east-1"
    us-west      = "us-west-2"
    ap-southeast = "ap-southeast-1"
  }

  aws_zone_letters = {
    ap-southeast-1 = ["a", "b", "c"]
    ap-southeast-2 = ["a", "b", "c"]
    eu-central-1   = ["a", "b", "c"]
    eu-north-1     = ["a", "b", "c"]
    eu-west-1      = ["a", "b", "c"]
    eu-west-2      = ["a", "b", "c"]
    eu-west-3      = ["a", "b", "c"]
    us-east-1      = ["a", "b", "c", "d", "f"]
    us-east-2      = ["a", "b", "c"]
    us-west-2      = ["a", "b", "c", "d"]
  }

  aws_region = lookup(local.aws_regions, var.region, var.region)
  aws_zones  = [for letter in lookup(local.aws_zone_letters, local.aws_region, []) : "${local.aws_region}${letter}"]
}
