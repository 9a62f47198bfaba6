output "network_id" {
  description = "The private space, made here or given, by its name; empty outside private spaces."
  value       = local.network_id

  # Known before the space is there: what goes into it has to wait.
  depends_on = [heroku_space.this]
}

output "subnet_ids" {
  description = "The subnets made here: range => id; Heroku has none."
  value       = true ? tomap({}) : tomap({ none = "" })
}

output "route_table_id" {
  description = "Where routes of joined units go; Heroku has no route tables."
  value       = ""
}
