# A network load balancer: it works with one subnet, and listens to any TCP port. What it sends to the servers comes
# from its own subnets (preserve_client_ip is off), which the kind network sets 100.64.0.0/16 aside for: it has to be
# where the way out to the internet is, and the servers' subnets may have address translation instead.

locals {
  load_balancers = var.load_balancer == null ? 0 : 1
  services       = { for service in try(var.load_balancer.services, []) : service.port => service }

  # One subnet in each zone that a subnet of the servers may be in. A network has /16 at most, so that the third and
  # fourth number of a servers' range, in steps of 16, are a /28 that no other unit has.
  balancer_subnets = {
    for i, cidr in slice(local.subnets, 0, min(length(local.subnets), length(local.aws_zones))) : local.aws_zones[i] => format(
      "100.64.%s.%d/28", split(".", cidr)[2], floor(tonumber(split("/", split(".", cidr)[3])[0]) / 16) * 16
    )
  }

  # Names have 32 characters at most: the beginning and a hash of the whole.
  balancer_name = length(local.name) <= 32 ? local.name : "${trimsuffix(substr(local.name, 0, 23), "-")}-${substr(sha256(local.name), 0, 8)}"
}

resource "aws_subnet" "load_balancer" {
  for_each = var.load_balancer == null ? {} : local.balancer_subnets

  vpc_id                  = var.network_id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false
  tags                    = merge(local.labels, { Name = "${local.name}-load-balancer-${each.key}" })
}

# Addresses of its own, one in each subnet: a name that is the zone's own cannot lead to another name (RFC 1034 3.6.2).
resource "aws_eip" "load_balancer" {
  for_each = aws_subnet.load_balancer

  domain = "vpc"
  tags   = merge(local.labels, { Name = "${local.name}-load-balancer-${each.key}" })
}

resource "aws_lb" "this" {
  count = local.load_balancers

  name                             = local.balancer_name
  load_balancer_type               = "network"
  internal                         = false
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = var.deletion_protection
  tags                             = merge(local.labels, { Name = local.name })

  dynamic "subnet_mapping" {
    for_each = aws_subnet.load_balancer

    content {
      subnet_id     = subnet_mapping.value.id
      allocation_id = aws_eip.load_balancer[subnet_mapping.key].allocation_id
    }
  }
}

# AWS deletes no group that a listener names, and a new port is a new group: it is made first, under a name that no other
# has, and the listener moves to it (hashicorp/terraform-provider-aws issues 636 and 1666, read 2026-11-26: a prefix has at
# most 6 characters, as 65535- has). Its tag says whose it is.
resource "aws_lb_target_group" "this" {
  for_each = local.services

  name_prefix        = "${each.key}-"
  vpc_id             = var.network_id
  target_type        = "instance"
  protocol           = "TCP"
  port               = coalesce(each.value.target_port, each.value.port)
  preserve_client_ip = false
  tags               = merge(local.labels, { Name = "${local.name}-${each.key}" })

  health_check {
    protocol            = upper(coalesce(each.value.health_check.protocol, each.value.protocol))
    path                = coalesce(each.value.health_check.protocol, each.value.protocol) == "http" ? each.value.health_check.path : null
    matcher             = coalesce(each.value.health_check.protocol, each.value.protocol) == "http" ? "200-399" : null
    port                = "traffic-port"
    interval            = each.value.health_check.interval
    timeout             = each.value.health_check.timeout
    healthy_threshold   = max(2, each.value.health_check.retries)
    unhealthy_threshold = each.value.health_check.retries
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "this" {
  for_each = local.services

  load_balancer_arn = aws_lb.this[0].arn
  protocol          = "TCP"
  port              = each.value.port
  tags              = merge(local.labels, { Name = "${local.name}-${each.key}" })

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = { for pair in setproduct(keys(local.services), range(var.servers)) : "${pair[0]}-${pair[1] + 1}" => { port = pair[0], server = pair[1] } }

  target_group_arn = aws_lb_target_group.this[each.value.port].arn
  target_id        = aws_instance.this[each.value.server].id
}
