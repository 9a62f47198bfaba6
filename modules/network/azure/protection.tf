# Azure's locks stop everybody but Terraform, which takes its own lock away before it deletes what the lock protects.
# This stops Terraform: an entry ends before what it stands for, and its end fails while the protection is on. Turning
# that off changes the entry in place. Linked into the other kinds.

resource "terraform_data" "protection" {
  # Never below 0: the number is there for all that it counts to end after the entries, so that an attempt leaves it alone.
  for_each = local.protected_with < 0 ? {} : local.protected

  input            = { protected = var.deletion_protection, name = each.key }
  triggers_replace = each.value

  provisioner "local-exec" {
    when    = destroy
    quiet   = true
    command = self.output.protected ? "echo '${self.output.name} is protected: set deletion_protection: false and apply' >&2; exit 1" : "true"
  }
}
