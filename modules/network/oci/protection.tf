# Oracle Cloud protects load balancers from deletion, and nothing else. For the rest Terraform refuses: what is listed
# in local.protected is deleted or replaced after its entry here, whose end fails while the protection is on. Turning
# it off changes the entry in place. Linked into the other kinds.

resource "terraform_data" "protection" {
  # Never below 0: the number makes the entries end before what it counts does, so that an attempt leaves that alone too.
  for_each = local.protected_with < 0 ? {} : local.protected

  input            = { protected = var.deletion_protection, name = each.value.name }
  triggers_replace = each.value.id

  provisioner "local-exec" {
    when    = destroy
    quiet   = true
    command = self.output.protected ? "echo '${self.output.name} is protected: set deletion_protection: false and apply' >&2; exit 1" : "true"
  }
}
