resource "consul_acl_policy" "this" {
  for_each = var.policies

  name        = "${local.name}-${each.key}"
  description = coalesce(each.value.description, "${local.name} ${each.key}")
  datacenters = each.value.datacenters

  rules = join("", [
    for rule in each.value.rules : rule.name == null && rule.prefix == null ? "${rule.resource} = ${jsonencode(rule.access)}\n" : format(
      "%s%s %s {\n  policy = %s\n%s}\n",
      rule.resource,
      rule.name == null ? "_prefix" : "",
      jsonencode(rule.name == null ? rule.prefix : rule.name),
      jsonencode(rule.access),
      rule.intentions == null ? "" : "  intentions = ${jsonencode(rule.intentions)}\n",
    )
  ])
}

resource "consul_acl_role" "this" {
  for_each = var.roles

  name        = "${local.name}-${each.key}"
  description = coalesce(each.value.description, "${local.name} ${each.key}")
  policies    = [for policy in each.value.policies : consul_acl_policy.this[policy].id]

  dynamic "service_identities" {
    for_each = toset(each.value.services)
    content {
      service_name = service_identities.value
    }
  }

  dynamic "node_identities" {
    for_each = each.value.nodes
    content {
      node_name  = node_identities.key
      datacenter = node_identities.value
    }
  }
}

# Type, and the Precedence that Consul works out, are what it gives back, sorted by precedence: without them each plan
# would show a change.
resource "consul_config_entry" "intentions" {
  for_each = var.intentions

  kind = "service-intentions"
  name = each.key

  config_json = jsonencode({
    Sources = [
      for source in concat(sort(setsubtract(keys(each.value), ["*"])), contains(keys(each.value), "*") ? ["*"] : []) : {
        Name       = source
        Action     = each.value[source]
        Precedence = local.precedence[each.key == "*"][source == "*"]
        Type       = "consul"
      }
    ]
  })
}

resource "consul_key_prefix" "this" {
  count = length(var.keys) > 0 ? 1 : 0

  path_prefix = local.prefix
  subkeys     = var.keys
}

locals {
  prefix = "${var.context.product}/${var.context.environment}/${var.context.unit}/"

  # By whether the destination is *, then the source: computeIntentionPrecedence in hashicorp/consul
  # agent/structs/config_entry_intentions.go, read 2026-11-24.
  precedence = {
    false = { false = 9, true = 8 }
    true  = { false = 6, true = 5 }
  }
}
