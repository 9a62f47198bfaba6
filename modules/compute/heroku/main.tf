# Servers are the dynos of one app: as many of one process type (heroku.process) as there are servers, and Heroku's
# router is their load balancer. What runs in them comes with a release of the app's code. Heroku knows a process type from
# a release only. With heroku.source the first release is made here, before the formation. Without it, releases are others'
# business (git push, a pipeline): of a new app the first apply makes the app, its add-ons and domains and ends at the
# formation ("Couldn't find that process type"); once code has been released, the next apply makes the formation as well.
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

# Waits until the code is built and released. A change of the source releases it anew, and so does one of the buildpacks or
# the stack, which count for the next release only (heroku/cli packages/buildpacks/src/buildpacks.ts and its stack:set say
# so; read 2026-11-25).
resource "heroku_build" "this" {
  count = var.heroku.source == null ? 0 : 1

  app_id = heroku_app.this.id

  source {
    url      = var.heroku.source.url
    checksum = var.heroku.source.checksum
    version  = var.heroku.source.version
  }

  lifecycle {
    replace_triggered_by = [heroku_app.this.buildpacks, heroku_app.this.stack]
  }

  # Code that starts at once, its release phase too, finds the add-ons that it needs.
  depends_on = [heroku_addon.this]
}

resource "heroku_formation" "this" {
  app_id   = heroku_app.this.id
  type     = var.heroku.process
  quantity = var.servers
  size     = local.dyno

  depends_on = [heroku_addon.this, heroku_build.this]
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
