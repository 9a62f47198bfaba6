locals {
  # Server i is in subnet i modulo their number, and has its next address from the 10th on: AWS keeps the first four
  # and the last for itself.
  subnets = keys(var.subnet_ids)
  private_addresses = [
    for i in range(length(local.subnets) > 0 ? var.servers : 0) :
    cidrhost(element(local.subnets, i), 10 + floor(i / length(local.subnets)))
  ]

  # A subnet says the zone; without one the account's default network is used.
  zones = [
    for i in range(var.servers) :
    length(local.subnets) > 0 || length(local.aws_zones) == 0 ? null : var.spread == "zones" ? element(local.aws_zones, i) : local.aws_zones[0]
  ]
}

# Only here may an image be the name of a parameter: a server would be replaced whenever a newer image came out.
resource "aws_launch_template" "this" {
  count = min(var.servers, 1)

  name        = local.name
  description = "Image of ${local.name}'s servers"
  image_id    = local.image
  tags        = merge(local.labels, { Name = local.name })

  # What whoever uses the template by hand gets too.
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}

# A group takes 7 servers in each zone, each on a rack of its own
# (docs.aws.amazon.com/AWSEC2/latest/UserGuide/placement-strategies.html). A lone server has one too: to join one later
# it would have to be made anew.
resource "aws_placement_group" "this" {
  count = var.spread == "hosts" ? ceil(var.servers / 7) : 0

  name     = "${local.name}-${count.index + 1}"
  strategy = "spread"
  tags     = merge(local.labels, { Name = "${local.name}-${count.index + 1}" })
}

resource "aws_instance" "this" {
  count = var.servers

  instance_type               = local.server_type
  availability_zone           = local.zones[count.index]
  subnet_id                   = length(local.subnets) > 0 ? var.subnet_ids[element(local.subnets, count.index)] : null
  private_ip                  = length(local.subnets) > 0 ? local.private_addresses[count.index] : null
  associate_public_ip_address = var.public_addresses
  # The default network has no IPv6.
  ipv6_address_count      = var.public_addresses && length(local.subnets) > 0 ? 1 : null
  source_dest_check       = !var.ip_forwarding
  vpc_security_group_ids  = var.firewall_ids
  placement_group         = var.spread == "hosts" ? aws_placement_group.this[floor(count.index / 7)].name : null
  disable_api_termination = var.deletion_protection
  user_data_base64        = base64gzip(local.first_boot[count.index])
  ebs_optimized           = true
  tags                    = merge(local.labels, { Name = "${local.name}-${count.index + 1}" })

  launch_template {
    id      = aws_launch_template.this[0].id
    version = aws_launch_template.this[0].latest_version
  }

  # Version 2 of the metadata service only, and for the server itself, not for containers on it.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type           = "gp3"
    encrypted             = true
    delete_on_termination = true
    tags                  = merge(local.labels, { Name = "${local.name}-${count.index + 1}" })
  }

  lifecycle {
    # Counts at the first boot only. A change would replace the server and what is on it; running servers are the
    # business of configuration management.
    ignore_changes = [user_data, user_data_base64]
  }
}
