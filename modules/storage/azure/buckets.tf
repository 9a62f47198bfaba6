# Versions and retention belong to a storage account, so each bucket has one, and is the one container in it. Accounts
# are named in 3 to 24 letters and digits, unlike any other in the world; containers like the unit, and without hyphens
# side by side (learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata).

locals {
  bucket_names = { for name in keys(var.buckets) : name => replace("${local.name}-${name}", "/-+/", "-") }
  account_names = {
    for name, full in local.bucket_names :
    name => "${substr(replace(full, "-", ""), 0, 12)}${substr(sha256("${local.name}/${name}"), 0, 12)}"
  }
}

# No anonymous readers, no account keys (those of the state would open everything, were they good for anything): who
# reads and writes shows who it is, by a role such as Storage Blob Data Contributor.
resource "azurerm_storage_account" "this" {
  for_each = var.buckets

  name                            = local.account_names[each.key]
  location                        = local.azure_region
  resource_group_name             = azurerm_resource_group.this.name
  account_kind                    = "StorageV2"
  account_tier                    = "Standard"
  account_replication_type        = length(local.azure_zones) > 0 ? "ZRS" : "LRS"
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  default_to_oauth_authentication = true
  local_user_enabled              = false
  tags                            = local.labels

  blob_properties {
    versioning_enabled = each.value.versioning

    # An older version's age counts from when it was written, not from when it was replaced. So that it can still be
    # restored keep_days after that, what is deleted stays as deleted for as long, up to Azure's 365 days.
    dynamic "delete_retention_policy" {
      for_each = each.value.versioning && each.value.keep_days != null ? [min(each.value.keep_days, 365)] : []

      content {
        days = delete_retention_policy.value
      }
    }
  }
}

resource "azurerm_storage_container" "this" {
  for_each = var.buckets

  name                  = local.bucket_names[each.key]
  storage_account_id    = azurerm_storage_account.this[each.key].id
  container_access_type = "private"
}

resource "azurerm_storage_management_policy" "this" {
  for_each = { for name, bucket in var.buckets : name => bucket if bucket.keep_days != null }

  storage_account_id = azurerm_storage_account.this[each.key].id

  rule {
    name    = "keep-days"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }

    actions {
      dynamic "version" {
        for_each = each.value.versioning ? [each.value.keep_days] : []

        content {
          delete_after_days_since_creation = version.value
        }
      }

      dynamic "base_blob" {
        for_each = each.value.versioning ? [] : [each.value.keep_days]

        content {
          delete_after_days_since_modification_greater_than = base_blob.value
        }
      }
    }
  }
}
