# AWS has no switch that keeps a zone from being deleted. So Terraform refuses: what stands here is destroyed before
# the zone and its records are, or would be. Taking the protection back is a change in place.

resource "terraform_data" "protection" {
  count = var.zone_id == null ? 1 : 0

  input            = { protected = var.deletion_protection, zone = var.zone }
  triggers_replace = [aws_route53_zone.this[0].id]

  depends_on = [aws_route53_record.this]

  provisioner "local-exec" {
    when    = destroy
    quiet   = true
    command = self.output.protected ? "echo 'zone ${self.output.zone} is protected: set deletion_protection: false and apply' >&2; exit 1" : "true"
  }
}
