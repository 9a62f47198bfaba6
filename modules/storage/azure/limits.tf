locals {
  limits = {}
}
