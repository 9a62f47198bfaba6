# A server has a public IPv6 address only when its subnet has IPv6 as well. Azure leaves the choice of ranges to us: a
# network has a unique local one (RFC 4193) made from its name, so that units that join it know it, and each subnet
# the /64 whose number is the place of its IPv4 range in the network's. A network that was made elsewhere must have
# this range too before units join it.

locals {
  name_hash = sha256(local.owner ? local.name : reverse(split("/", var.network_id))[0])
  ipv6_cidr = cidrsubnet("fd${substr(local.name_hash, 0, 2)}:${substr(local.name_hash, 2, 4)}:${substr(local.name_hash, 6, 4)}::/48", 0, 0)

  # Each range's first address as a number.
  starts = {
    for cidr in concat([var.cidr], var.subnet_cidrs) :
    cidr => sum([for i, octet in split(".", split("/", cidr)[0]) : tonumber(octet) * pow(256, 3 - i)])
  }

  # 16 bits number the subnets: in a network larger than /16 only the first 16 after its prefix.
  spare_bits = max(0, 16 - tonumber(split("/", var.cidr)[1]))
  ipv6_subnet_cidrs = {
    for cidr in var.subnet_cidrs :
    cidr => cidrsubnet(local.ipv6_cidr, 16, floor((local.starts[cidr] - local.starts[var.cidr]) / pow(2, local.spare_bits)))
  }
}
