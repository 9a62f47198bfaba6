output "firewall_id" {
  description = "The private space's inbound ruleset; empty where there is none. It needs no attaching: it is the whole space's."
  value       = true ? join("", heroku_space_inbound_ruleset.this[*].id) : ""
}
