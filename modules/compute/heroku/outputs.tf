# Dynos come and go, and have neither lasting names nor addresses: what Heroku does not have is empty.

output "server_ids" {
  description = "The servers, in their order; Heroku's dynos have no lasting ids."
  value       = true ? tolist([]) : tolist([""])
}

output "server_names" {
  description = "The servers' host names; Heroku's dynos have no lasting ones."
  value       = true ? tolist([]) : tolist([""])
}

output "zones" {
  description = "The zone that each server is in; Heroku does not tell."
  value       = true ? tolist([]) : tolist([""])
}

output "private_addresses" {
  description = "The servers' addresses in the private network; Heroku's dynos have no lasting ones."
  value       = true ? tolist([]) : tolist([""])
}

output "public_ipv4" {
  description = "The servers' public IPv4 addresses; Heroku's dynos have none."
  value       = true ? tolist([]) : tolist([""])
}

output "public_ipv6" {
  description = "The servers' public IPv6 addresses; Heroku's dynos have none."
  value       = true ? tolist([]) : tolist([""])
}

output "interface_ids" {
  description = "What a route to each server names beside its address; Heroku has no routes."
  value       = true ? tolist([]) : tolist([""])
}

output "ssh_key_ids" {
  description = "The registered SSH keys that other units may refer to, name => id; Heroku has none."
  value       = true ? tomap({}) : tomap({ none = "" })
}

output "load_balancer_addresses" {
  description = "The load balancer's public addresses; Heroku's router has a name instead."
  value       = true ? tolist([]) : tolist([""])
}

# A domain of one's own is to lead to the name that Heroku made for it, and not to the app's
# (devcenter.heroku.com/articles/custom-domains).
output "load_balancer_hostname" {
  description = "The router's name in DNS, of the first of the app's domains, else of the app itself; empty without a load balancer."
  value = (
    !local.balanced ? "" :
    length(var.heroku.domains) > 0 ? heroku_domain.this[var.heroku.domains[0]].cname :
    trimsuffix(trimprefix(trimprefix(heroku_app.this.web_url, "https://"), "http://"), "/")
  )
}

output "load_balancer_source_cidrs" {
  description = "Ranges outside the private network that the load balancer's connections come from; Heroku's router needs no rules."
  value       = true ? tolist([]) : tolist([""])
}
