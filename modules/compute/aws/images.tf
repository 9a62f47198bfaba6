# Neutral images and the parameters in which their makers publish the id of the newest one, by region: EC2 resolves
# them when a server is made (resolve:ssm:), so that a plan needs no look-up. An id (ami-…) or a parameter's own path
# (/my/image) passes through. user: who may log in.
# Sources: public code that uses them, which names wiki.debian.org/Cloud/AmazonEC2Image/Bookworm; discourse.ubuntu.com/t/15507 (parameters);
# registry.terraform.io/providers/hashicorp/aws, resource aws_instance (resolve:ssm:).

locals {
  images = {
    "debian-12"    = { parameter = "/aws/service/debian/release/12/latest/amd64", user = "admin" }
    "ubuntu-24.04" = { parameter = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id", user = "ubuntu" }
  }

  image_name = try(local.images[var.image].parameter, var.image)
  image      = startswith(local.image_name, "/") ? "resolve:ssm:${local.image_name}" : local.image_name
}
