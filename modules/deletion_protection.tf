# What holds state is not deleted in prod unless the inventory says that it may be. Linked into the stacks that hold some,
# and into the modules of services that do.

locals {
  deletion_protection = coalesce(var.deletion_protection, var.context.environment == "prod")
}
