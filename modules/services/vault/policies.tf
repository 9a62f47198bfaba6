# Version 2 of kv has its values below data/ and what is known about them below metadata/; delete/ and undelete/ are
# versions' (developer.hashicorp.com/vault/docs/secrets/kv/kv-v2/upgrade). Nobody gets destroy/.
locals {
  capabilities = {
    kv = {
      read = { data = ["read"], metadata = ["list", "read"] }
      write = {
        data     = ["create", "delete", "patch", "read", "update"]
        metadata = ["list", "read"]
        delete   = ["update"]
        undelete = ["update"]
      }
    }
    transit = {
      encrypt = { encrypt = ["update"] }
      decrypt = { decrypt = ["update"] }
      use     = { encrypt = ["update"], decrypt = ["update"] }
    }
    pki = {
      issue = { issue = ["update"], sign = ["update"] }
    }
    database = {
      read = { creds = ["read"] }
    }
  }

  # Several rules may be of one path: their capabilities add up.
  rules = {
    for name, policy in var.policies : name => merge(policy.system, {
      for path, capabilities in merge([
        for rule in policy.rules : {
          for below, capabilities in local.capabilities[var.engines[rule.engine].type][rule.access] :
          "${local.scope}/${rule.engine}/${below}/${rule.path}" => null
        }
        ]...) : path => sort(distinct(flatten([
          for rule in policy.rules : [
            for below, capabilities in local.capabilities[var.engines[rule.engine].type][rule.access] : capabilities
            if path == "${local.scope}/${rule.engine}/${below}/${rule.path}"
          ]
      ])))
    })
  }
}

resource "vault_policy" "this" {
  for_each = local.rules

  name = "${local.name}-${each.key}"
  policy = join("\n", [
    for path, capabilities in each.value : "path ${jsonencode(path)} {\n  capabilities = ${jsonencode(capabilities)}\n}\n"
  ])

  depends_on = [vault_audit.this]
}
