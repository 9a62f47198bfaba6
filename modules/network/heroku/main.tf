# Heroku's private network is a private space, which belongs to a team (heroku.team). Without a team there is no private
# network: apps run in the common runtime, where nothing but the router reaches a dyno
# (devcenter.heroku.com/articles/networking, 2024-12-03), and cidr asks for nothing.
#
# A new space lets everybody reach the routers of its apps; the firewall's rules narrow that. Dynos reach the internet by
# themselves, in a space from its outbound addresses, so that nat is met either way.

locals {
  # 3 to 30 characters (devcenter.heroku.com/articles/platform-api-reference#space). Longer names end in a hash, so that
  # two of them never become one.
  space_name = length(local.name) <= 30 ? local.name : "${trimsuffix(substr(local.name, 0, 21), "-")}-${substr(sha1(local.name), 0, 8)}"
  in_space   = var.heroku.team != null
  made       = local.in_space && var.network_id == null ? 1 : 0

  # By its name, which the API takes for the id, and which the provider writes to an app's state: given the id, every
  # plan would replace the app (resource_heroku_app.go, setTeamDetails).
  network_id = local.made == 1 ? local.space_name : local.in_space ? var.network_id : ""
}

resource "heroku_space" "this" {
  count = local.made

  name         = local.space_name
  organization = var.heroku.team
  region       = lookup(local.heroku_space_regions, var.region, var.region)
  cidr         = var.cidr
}

# Heroku has no lock of its own. This is destroyed before what it depends on, and fails while protection is on.
resource "terraform_data" "protection" {
  count = local.made

  input            = var.deletion_protection
  triggers_replace = heroku_space.this[0].id

  provisioner "local-exec" {
    when    = destroy
    command = self.input ? "echo 'The private space is protected: set deletion_protection to false, and apply, first.' >&2; exit 1" : "true"
  }
}
