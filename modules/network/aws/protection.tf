# AWS has no switch that keeps a network from being deleted: it only refuses while something is in it. So Terraform
# refuses: what stands here depends on all of the network, so it is destroyed first, and its end fails while the
# protection is on. Taking the protection back is a change in place.

resource "terraform_data" "protection" {
  count = local.made

  input            = { protected = var.deletion_protection, name = local.name }
  triggers_replace = [aws_vpc.this[0].id]

  depends_on = [
    aws_subnet.this,
    aws_default_security_group.this, aws_main_route_table_association.this, aws_route.internet, aws_route.internet_ipv6,
    aws_route.nat, aws_route.nat_ipv6, aws_route.this, aws_route_table_association.nat,
    aws_vpc_ipv4_cidr_block_association.load_balancers,
  ]

  provisioner "local-exec" {
    when    = destroy
    quiet   = true
    command = self.output.protected ? "echo '${self.output.name} is protected: set deletion_protection: false and apply' >&2; exit 1" : "true"
  }
}
