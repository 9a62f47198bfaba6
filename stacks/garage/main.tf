# What a product keeps in a Garage that runs already: buckets, and which access keys may use them.

module "garage" {
  source = "./modules/services-garage"

  context             = var.context
  buckets             = var.buckets
  deletion_protection = var.deletion_protection
}
