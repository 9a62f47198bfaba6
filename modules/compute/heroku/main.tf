# Servers are the dynos of one app: as many of one process type (heroku.process) as there are servers, and Heroku's
# router is their load balancer. What runs in them comes with a release of the app's code, which is no business of
# Terraform's. Heroku knows a process type from a release only: of a new app the first apply ends at the formation
# ("Couldn't find that process type"), and goes on once code has been released.
#
# Dynos have no public addresses of their own, so that public_addresses asks for nothing. Nor do firewall_ids: the ruleset
# of a private space covers all that is in it.

locals {
  # 3 to 30 characters (devcenter.heroku.com/articles/platform-api-reference#app). Longer names end in a hash, so that
  # two of them never become one.
  app_name = length(local.name) <= 30 ? local.name : "${trimsuffix(substr(local.name, 0, 21), "-")}-${substr(sha1(local.name), 0, 8)}"
  in_space = var.heroku.team != null
  balanced = var.load_balancer != null
}

resource "heroku_app" "this" {
  name       = local.app_name
  region     = lookup(local.in_space ? local.heroku_space_regions : local.heroku_common_regions, var.region, var.region)
  stack      = local.stack
  buildpacks = length(var.heroku.buildpacks) > 0 ? var.heroku.buildpacks : null
  space      = local.in_space ? var.network_id : null
  # Without a load balancer the router of a private space answers inside the space only.
  internal_routing = local.in_space ? !local.balanced : null
  # Certificates for the app's domains, renewed by Heroku.
  acm = local.balanced && length(var.heroku.domains) > 0

  dynamic "organization" {
    for_each = local.in_space ? [var.heroku.team] : []

    content {
      name = organization.value
    }
  }

  lifecycle {
    precondition {
      condition     = !local.in_space || try(length(var.network_id) > 0, false)
      error_message = "Unit ${var.context.unit} has heroku.team, and so needs a private space: a network of provider heroku with the same heroku.team."
    }
  }
}

resource "heroku_addon" "this" {
  for_each = var.heroku.addons

  app_id = heroku_app.this.id
  name   = "${local.app_name}-${each.key}"
  plan   = each.value
}

resource "heroku_domain" "this" {
  for_each = toset(var.heroku.domains)

  app_id   = heroku_app.this.id
  hostname = each.value
}

resource "heroku_formation" "this" {
  app_id   = heroku_app.this.id
  type     = var.heroku.process
  quantity = var.servers
  size     = local.dyno

  # Code that starts at once finds the add-ons that it needs.
  depends_on = [heroku_addon.this]
}

# Heroku has no lock of its own. This is destroyed before what it depends on, and fails while protection is on.
resource "terraform_data" "protection" {
  input            = var.deletion_protection
  triggers_replace = heroku_app.this.id

  provisioner "local-exec" {
    when    = destroy
    command = self.input ? "echo 'The app is protected: set deletion_protection to false, and apply, first.' >&2; exit 1" : "true"
  }

  depends_on = [heroku_addon.this, heroku_domain.this, heroku_formation.this]
}
