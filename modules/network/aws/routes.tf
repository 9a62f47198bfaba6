# The main route table leads to the internet; subnets without a table of their own use it, also those of units that
# join. With address translation there is a second table, for subnets whose servers have no public addresses. Units
# that join are told of both in one string, so that a route of theirs is known in the whole network.

locals {
  made = var.network_id == null ? 1 : 0

  # Main table first, then the one for address translation, where there is one.
  route_tables = (
    var.network_id == null
    ? concat(aws_route_table.main[*].id, aws_route_table.nat[*].id)
    : split(",", coalesce(var.route_table_id, "unknown"))
  )
  tables = var.network_id == null ? (var.nat ? 2 : 1) : length(local.route_tables)
}

resource "aws_internet_gateway" "this" {
  count = local.made

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.labels, { Name = local.name })
}

resource "aws_route_table" "main" {
  count = local.made

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.labels, { Name = local.name })
}

resource "aws_main_route_table_association" "this" {
  count = local.made

  vpc_id         = aws_vpc.this[0].id
  route_table_id = aws_route_table.main[0].id
}

resource "aws_route" "internet" {
  count = local.made

  route_table_id         = aws_route_table.main[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route" "internet_ipv6" {
  count = local.made

  route_table_id              = aws_route_table.main[0].id
  destination_ipv6_cidr_block = "::/0"
  gateway_id                  = aws_internet_gateway.this[0].id
}

resource "aws_route" "this" {
  for_each = {
    for pair in setproduct(keys(var.routes), range(local.tables)) :
    pair[1] == 0 ? pair[0] : "${pair[0]} nat" => { destination = pair[0], table = pair[1] }
  }

  route_table_id              = local.route_tables[each.value.table]
  destination_cidr_block      = strcontains(each.value.destination, ":") ? null : each.value.destination
  destination_ipv6_cidr_block = strcontains(each.value.destination, ":") ? each.value.destination : null
  network_interface_id        = var.routes[each.value.destination].interface_id
}
