# The neutral rules in AWS's terms. What may leave is said too: made by Terraform, a security group lets nothing out.

locals {
  # "all" is only ours: every protocol, for groups without a rule of direction "out".
  all_out = anytrue([for rule in var.rules : rule.direction == "out"]) ? [] : [{
    direction = "out", protocol = "all", port = null, last_port = null, cidrs = ["0.0.0.0/0", "::/0"], description = "Everything"
  }]

  split = flatten([
    for rule in concat(var.rules, local.all_out) : [
      for cidr in rule.cidrs : {
        direction = rule.direction
        # ICMP has another name for IPv6, and -1 stands for all of its types, as it does for all protocols.
        protocol = rule.protocol == "all" ? "-1" : rule.protocol == "icmp" && strcontains(cidr, ":") ? "icmpv6" : rule.protocol
        first    = rule.protocol == "all" ? null : rule.protocol == "icmp" ? -1 : rule.port == null ? 0 : rule.port
        last     = rule.protocol == "all" ? null : rule.protocol == "icmp" ? -1 : rule.port == null ? 65535 : rule.last_port == null ? rule.port : rule.last_port
        ipv4     = strcontains(cidr, ":") ? null : cidr
        ipv6     = strcontains(cidr, ":") ? cidr : null
        # Fewer characters than in our own descriptions are allowed (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html).
        description = replace(rule.description, "/[^a-zA-Z0-9. _:\\/()#,@\\[\\]+=&;{}!$*-]/", ".")
        key         = join(" ", compact([rule.protocol, rule.port, rule.last_port, cidr]))
      }
    ]
  ])

  # The same rule twice is refused by AWS and means nothing: the first one's description stays.
  rules = {
    for direction in ["in", "out"] : direction => {
      for key, same in { for one in local.split : one.key => one... if one.direction == direction } : key => same[0]
    }
  }
}
