# The subscription and the credentials come from the environment (ARM_SUBSCRIPTION_ID, ARM_CLIENT_ID …).

provider "azurerm" {
  # Storage accounts take no account keys: the provider, too, shows who it is.
  storage_use_azuread = true

  features {
    storage {
      # Everything of a storage account that the modules set is in the control plane. Whoever runs Terraform needs no
      # right to the data.
      data_plane_available = false
    }
  }
}
