output "firewall_id" {
  description = "The firewall, for the servers it protects."
  value       = aws_security_group.this.id

  # Else servers could start before their rules are there.
  depends_on = [aws_vpc_security_group_ingress_rule.this, aws_vpc_security_group_egress_rule.this]
}
