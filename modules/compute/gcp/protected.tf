# What protection.tf protects beside the servers, which Google does: the addresses that names point to.

locals {
  protected = {
    for family, address in google_compute_global_address.this :
    family => { id = address.id, name = "${local.name}-${family}" }
  }
  protected_with = length(google_compute_global_forwarding_rule.this)
}
