# An output named like a dependant's variable is given to it. What there is none of is empty, never null.

output "jump_host" {
  description = "What to jump through: ssh -J USER@ADDRESS."
  value       = "${module.bastion.user}@${module.bastion.public_ipv4}"
}

output "private_address" {
  description = "The bastion's address in the private network."
  value       = module.bastion.private_address
}
