output "server_id" {
  description = "The bastion; Heroku has none."
  value       = ""
}

output "public_ipv4" {
  description = "The address that SSH connects to; Heroku has none."
  value       = ""
}

output "private_address" {
  description = "The bastion's address in the private network; Heroku has none."
  value       = ""
}

output "user" {
  description = "Who logs in; Heroku has nobody."
  value       = ""
}
