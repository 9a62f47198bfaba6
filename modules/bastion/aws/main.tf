locals {
  range       = keys(var.subnet_ids)[0]
  server_name = "${local.name}-bastion"
}

# Only here may an image be the name of a parameter: a server would be replaced whenever a newer image came out.
resource "aws_launch_template" "this" {
  name        = local.server_name
  description = "Image of ${local.server_name}"
  image_id    = local.image
  tags        = merge(local.labels, { Name = local.server_name })

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}

resource "aws_instance" "this" {
  instance_type               = local.server_type
  subnet_id                   = var.subnet_ids[local.range]
  private_ip                  = cidrhost(local.range, 5)
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.this.id]
  disable_api_termination     = var.deletion_protection
  ebs_optimized               = true
  tags                        = merge(local.labels, { Name = local.server_name })

  # EC2 knows one SSH key of a server; cloud-init takes them all, and the host name.
  user_data = "#cloud-config\n${jsonencode({ hostname = local.server_name, ssh_authorized_keys = values(var.ssh_keys) })}\n"

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  # Version 2 of the metadata service only.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type           = "gp3"
    encrypted             = true
    delete_on_termination = true
    tags                  = merge(local.labels, { Name = local.server_name })
  }

  lifecycle {
    # Counts at the first boot only: a change would replace the server.
    ignore_changes = [user_data, user_data_base64]
  }

  # Rules first: the first boot fetches packages.
  depends_on = [aws_vpc_security_group_ingress_rule.ssh, aws_vpc_security_group_egress_rule.this]
}
