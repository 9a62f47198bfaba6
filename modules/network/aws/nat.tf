# One regional gateway for the whole network: AWS spreads it over the zones that are used, with addresses of its own.

locals {
  nat = var.network_id == null && var.nat ? 1 : 0
}

resource "aws_nat_gateway" "this" {
  count = local.nat

  vpc_id            = aws_vpc.this[0].id
  availability_mode = "regional"
  tags              = merge(local.labels, { Name = local.name })

  # Without a way out it is not made.
  depends_on = [aws_internet_gateway.this]
}

# IPv6 needs no translation, only a gate that lets nobody in.
resource "aws_egress_only_internet_gateway" "this" {
  count = local.nat

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.labels, { Name = local.name })
}

resource "aws_route_table" "nat" {
  count = local.nat

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.labels, { Name = "${local.name}-nat" })
}

resource "aws_route" "nat" {
  count = local.nat

  route_table_id         = aws_route_table.nat[0].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[0].id
}

resource "aws_route" "nat_ipv6" {
  count = local.nat

  route_table_id              = aws_route_table.nat[0].id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this[0].id
}

resource "aws_route_table_association" "nat" {
  for_each = toset(var.nat ? var.subnet_cidrs : [])

  subnet_id      = aws_subnet.this[each.value].id
  route_table_id = element(local.route_tables, 1)
}
