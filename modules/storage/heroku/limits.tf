# Heroku has no storage of its own: what data there is, is in add-ons (heroku.addons), and a dyno's own disk ends with it
# (devcenter.heroku.com/articles/dynos#ephemeral-filesystem).
locals {
  limits = {
    "volumes" = {
      asked = length(var.volumes) > 0
      why   = "Heroku has no volumes: a dyno's disk ends with it."
    }
    "snapshots" = {
      asked = var.snapshots != null
      why   = "Heroku has no volumes, and so no snapshots of them."
    }
    "buckets" = {
      asked = length(var.buckets) > 0
      why   = "Heroku has no object storage."
    }
  }
}
