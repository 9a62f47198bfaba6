# What a cloud does not have is empty ("", [] or {}), never null: Terraform drops null outputs. The branch
# that is never taken says the type, which an empty list or map would not have of itself.

output "server_ids" {
  description = "The servers, in their order."
  value       = true ? tolist(aws_instance.this[*].id) : tolist([""])

  # docs.aws.amazon.com/AWSEC2/latest/UserGuide: 16 KiB before it is encoded for the API.
  precondition {
    condition     = alltrue([for text in local.first_boot : length(base64gzip(text)) * 3 / 4 <= 16384])
    error_message = "The user data and SSH keys are too much for AWS, packed as well: it takes 16 KiB."
  }
}

output "server_names" {
  description = "The servers' host names."
  value       = true ? tolist([for i in range(var.servers) : "${local.name}-${i + 1}"]) : tolist([""])
}

output "zones" {
  description = "The zone that each server is in."
  value       = true ? tolist(aws_instance.this[*].availability_zone) : tolist([""])

  precondition {
    condition     = length(local.aws_zones) > 0 || (length(local.subnets) > 0 && var.load_balancer == null)
    error_message = "No zones are known for AWS's region ${local.aws_region}: add it to modules/providers/aws/regions.tf."
  }
}

output "private_addresses" {
  description = "The servers' addresses in the private network; empty without one."
  value       = true ? tolist(local.private_addresses) : tolist([""])
}

output "public_ipv4" {
  description = "The servers' public IPv4 addresses; empty without public addresses."
  value       = true ? tolist(var.public_addresses ? aws_instance.this[*].public_ip : []) : tolist([""])
}

output "public_ipv6" {
  description = "The servers' public IPv6 addresses; empty without public addresses, and in the account's default network, which has no IPv6."
  value       = true ? tolist(var.public_addresses && length(local.subnets) > 0 ? [for server in aws_instance.this : try(server.ipv6_addresses[0], "")] : []) : tolist([""])
}

output "interface_ids" {
  description = "What a route to each server names beside its address: its network interface."
  value       = true ? tolist(aws_instance.this[*].primary_network_interface_id) : tolist([""])
}

output "ssh_key_ids" {
  description = "The registered SSH keys that other units of the same account may refer to, name => id; AWS's servers take one such key, so ours come by cloud-init, and every unit brings its own."
  value       = true ? tomap({}) : tomap({ none = "" })

  precondition {
    condition     = var.servers == 0 || length(var.ssh_keys) > 0
    error_message = "At least one SSH public key is needed."
  }
}

output "load_balancer_addresses" {
  description = "The load balancer's public addresses; empty without one."
  value       = true ? tolist(values(aws_eip.load_balancer)[*].public_ip) : tolist([""])

  # An address is of use once the load balancer behind it is there.
  depends_on = [aws_lb.this]
}

output "load_balancer_hostname" {
  description = "The load balancer's name in DNS, where the cloud gives it a name in place of addresses; AWS's has addresses."
  value       = ""
}

output "load_balancer_source_cidrs" {
  description = "Ranges outside the private network that the load balancer's connections and probes come from: those of its own subnets."
  value       = true ? tolist(var.load_balancer == null ? [] : ["100.64.0.0/16"]) : tolist([""])
}
