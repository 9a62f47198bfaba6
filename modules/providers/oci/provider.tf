# Credentials come from the environment or from ~/.oci/config, the
# region from the inventory.

provider "oci" {
  region = local.oci_region
}
