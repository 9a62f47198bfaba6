resource "nomad_namespace" "this" {
  for_each = var.namespaces

  name        = "${local.name}-${each.key}"
  description = coalesce(each.value.description, "${local.name} ${each.key}")
  meta        = local.labels

  dynamic "capabilities" {
    for_each = length(each.value.disabled_drivers) > 0 ? [each.value.disabled_drivers] : []
    content {
      disabled_task_drivers = capabilities.value
    }
  }
}

resource "nomad_acl_policy" "this" {
  for_each = var.policies

  name        = "${local.name}-${each.key}"
  description = coalesce(each.value.description, "${local.name} ${each.key}")

  rules_hcl = join("", concat(
    [
      for name, rule in each.value.namespaces : format(
        "namespace %s {\n%s%s}\n",
        jsonencode(contains(keys(var.namespaces), name) ? nomad_namespace.this[name].name : name),
        rule.policy == null ? "" : "  policy = ${jsonencode(rule.policy)}\n",
        length(rule.capabilities) == 0 ? "" : "  capabilities = ${jsonencode(rule.capabilities)}\n",
      )
    ],
    [
      for resource in ["agent", "node", "operator", "plugin"] : "${resource} {\n  policy = ${jsonencode(each.value[resource])}\n}\n"
      if each.value[resource] != null
    ],
  ))
}

resource "nomad_acl_role" "this" {
  for_each = var.roles

  name        = "${local.name}-${each.key}"
  description = "${local.name} ${each.key}"

  dynamic "policy" {
    for_each = toset(each.value)
    content {
      name = nomad_acl_policy.this[policy.value].name
    }
  }
}

# An apply waits until a job runs, and fails when its deployment does.
resource "nomad_job" "this" {
  for_each = var.jobs

  jobspec          = each.value.specification
  detach           = false
  purge_on_destroy = true

  hcl2 {
    allow_fs = false
    vars     = merge(each.value.variables, each.value.namespace == null ? {} : { namespace = nomad_namespace.this[each.value.namespace].name })
  }

  depends_on = [nomad_scheduler_config.this]
}

# Stays as it is when the unit is destroyed: there is no cluster without one.
resource "nomad_scheduler_config" "this" {
  count = var.scheduler == null ? 0 : 1

  scheduler_algorithm             = var.scheduler.algorithm
  memory_oversubscription_enabled = var.scheduler.memory_oversubscription
  preemption_config = {
    for kind in ["batch", "service", "sysbatch", "system"] : "${kind}_scheduler_enabled" => contains(var.scheduler.preemption, kind)
  }
}
