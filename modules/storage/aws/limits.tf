# What AWS cannot do of the interface. How many volumes a server takes is in outputs.tf.

locals {
  limits = {
    # docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-volume-types.html, read 2026-11-24: gp3 has 1 GiB to 16 TiB.
    "volumes.size" = {
      asked = anytrue([for volume in values(var.volumes) : volume.size > 16384])
      why   = "AWS's volumes have 1 to 16384 GB."
    }
  }
}
