resource "vault_auth_backend" "approle" {
  count = length(var.approles) > 0 ? 1 : 0

  type        = "approle"
  path        = "${local.scope}/approle"
  description = local.name

  depends_on = [vault_audit.this]
}

resource "vault_approle_auth_backend_role" "this" {
  for_each = var.approles

  backend               = vault_auth_backend.approle[0].path
  role_name             = each.key
  token_policies        = [for policy in each.value.policies : vault_policy.this[policy].name]
  token_ttl             = each.value.token_minutes * 60
  token_max_ttl         = each.value.token_max_minutes * 60
  token_bound_cidrs     = each.value.cidrs
  secret_id_bound_cidrs = each.value.cidrs
  secret_id_ttl         = each.value.secret_id_minutes * 60
  secret_id_num_uses    = each.value.secret_id_uses
}

resource "vault_jwt_auth_backend" "this" {
  for_each = var.issuers

  type               = "jwt"
  path               = "${local.scope}/${each.key}"
  description        = local.name
  oidc_discovery_url = each.value
  bound_issuer       = each.value

  depends_on = [vault_audit.this]

  lifecycle {
    precondition {
      condition     = each.key != "approle"
      error_message = "Unit ${var.context.unit}: approle is the name of another way to log in."
    }
  }
}

resource "vault_jwt_auth_backend_role" "this" {
  for_each = var.pipelines

  backend           = vault_jwt_auth_backend.this[each.value.issuer].path
  role_name         = each.key
  role_type         = "jwt"
  user_claim        = each.value.user_claim
  bound_audiences   = each.value.audiences
  bound_claims_type = strcontains(join("", flatten(values(each.value.claims))), "*") ? "glob" : "string"
  bound_claims      = { for claim, values in each.value.claims : claim => join(",", values) }
  token_policies    = [for policy in each.value.policies : vault_policy.this[policy].name]
  token_type        = "batch" # not renewable, and not stored by Vault
  token_ttl         = each.value.token_minutes * 60
  token_max_ttl     = each.value.token_minutes * 60
}
