package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func storageAzure(t *testing.T) harness.Outputs {
	variables := storageVariables(azureID("Microsoft.Compute/virtualMachines/theirs")).With(vars{
		"zones":     list("2"),
		"snapshots": vars{"volume_ids": vars{"other": azureID("Microsoft.Compute/disks/other")}, "hour": 4, "keep_days": 7},
		"buckets":   vars{"logs": vars{"versioning": false, "keep_days": 30}, "backups": vars{"keep_days": 400}, "a": vars{}},
	})
	unit := harness.Module(t, nil, "storage", "azure", variables)
	refusesBadStorage(t, unit)
	full := vars{}
	for _, first := range "abcdefgh" {
		for _, second := range "abcdefghi" {
			full[string([]rune{first, second})] = vars{"size": 10, "server": 0}
		}
	}
	refusesAll(t, unit, []refusal{
		{"cannot do: region: another cloud's: Azure's own regions", vars{"region": "eu-centrall"}},
		{"cannot do: volumes.size: Azure's volumes have at most 32767 GB", vars{"volumes": vars{"a": vars{"size": 32768}}}},
		{"Azure attaches at most 64 volumes to a server", vars{"volumes": full}},
		{"kept for 1 to 365 days", vars{"snapshots": vars{"volume_ids": vars{}, "keep_days": 366}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"azurerm_resource_group": 2, "azurerm_managed_disk": 2, "azurerm_virtual_machine_data_disk_attachment": 1,
		"azurerm_storage_account": 3, "azurerm_storage_container": 3, "azurerm_storage_management_policy": 2,
		"azurerm_data_protection_backup_vault": 1, "azurerm_data_protection_backup_policy_disk": 1,
		"azurerm_data_protection_backup_instance_disk": 1, "azurerm_role_assignment": 2, "terraform_data": 5,
	}, plan.Counts())
	db, spare := plan.Values(t, `azurerm_managed_disk.this["db"]`), plan.Values(t, `azurerm_managed_disk.this["spare"]`)
	assert.Equal(t, "demo-test-data-db", db["name"])
	assert.EqualValues(t, labels("data").With(vars{"format": "ext4"}), db["tags"])
	assert.EqualValues(t, labels("data").With(vars{"format": "xfs"}), spare["tags"])
	assert.EqualValues(t, 10, db["disk_size_gb"])
	for _, disk := range []map[string]any{db, spare} {
		assert.Equal(t, "DenyAll", disk["network_access_policy"], "no export by URL")
		assert.Equal(t, false, disk["public_network_access_enabled"])
	}
	assert.Equal(t, "2", db["zone"], "where the server is")
	assert.Nil(t, spare["zone"])
	assert.EqualValues(t, 0, plan.Values(t, `azurerm_virtual_machine_data_disk_attachment.this["db"]`)["lun"])
	azureBuckets(t, plan)
	azureSnapshots(t, plan)

	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"db": "/dev/disk/azure/scsi1/lun0", "spare": ""}, outputs["volume_devices"].Value)
	assert.Equal(t, []string{"db", "spare"}, keys(outputs["volume_ids"].Value.(map[string]any)))
	assert.Equal(t, map[string]any{"a": "demo-test-data-a", "backups": "demo-test-data-backups", "logs": "demo-test-data-logs"}, outputs["bucket_names"].Value)
	assert.Regexp(t, `^https://demotestdata[0-9a-f]{12}\.blob\.core\.windows\.net/$`, outputs["bucket_endpoints"].Value.(map[string]any)["logs"])

	grown := variables.With(vars{"volumes": vars{"db": vars{"size": 11, "server": 0}, "spare": vars{"size": 20, "format": "xfs"}}})
	unit.Set(t, grown)
	assert.Empty(t, unit.Plan(t).Counts(), "it grows in place")
	azureGuards(t, unit, grown, "/resourceGroups/demo-test-data-storage$")

	mocks := vars{"server_ids": list("0"), "zones": list(""), "snapshots": vars{"volume_ids": vars{"other": "0"}}, "buckets": vars{}}
	unit.Set(t, variables.With(mocks))
	plan = unit.Plan(t)
	assert.Equal(t, 1, plan.Counts()["azurerm_virtual_machine_data_disk_attachment"], "planned with mocks")
	assert.Nil(t, plan.Values(t, `azurerm_managed_disk.this["db"]`)["zone"], "the server is in no zone of its own")
	return outputs
}

func azureBuckets(t *testing.T, plan *harness.Plan) {
	t.Helper()
	names := map[any]bool{}
	for _, account := range plan.All("azurerm_storage_account") {
		assert.Regexp(t, "^[a-z0-9]{3,24}$", account["name"])
		names[account["name"]] = true
		assert.EqualValues(t, labels("data"), account["tags"])
		assert.Equal(t, "ZRS", account["account_replication_type"])
		assert.Equal(t, "TLS1_2", account["min_tls_version"])
		assert.Equal(t, true, account["https_traffic_only_enabled"])
		for _, way := range []string{"allow_nested_items_to_be_public", "shared_access_key_enabled", "local_user_enabled"} {
			assert.Equal(t, false, account[way], way)
		}
	}
	assert.Len(t, names, 3, "each bucket has an account of its own")
	for address, container := range plan.All("azurerm_storage_container") {
		assert.Equal(t, "private", container["container_access_type"], address)
	}
	logs := azureBlock(t, plan.Values(t, `azurerm_storage_account.this["logs"]`), "blob_properties")
	assert.Equal(t, false, logs["versioning_enabled"])
	assert.Empty(t, logs["delete_retention_policy"])
	backups := azureBlock(t, plan.Values(t, `azurerm_storage_account.this["backups"]`), "blob_properties")
	assert.Equal(t, true, backups["versioning_enabled"])
	assert.EqualValues(t, 365, azureBlock(t, backups, "delete_retention_policy")["days"])

	old := azureBlock(t, azureBlock(t, plan.Values(t, `azurerm_storage_management_policy.this["logs"]`), "rule"), "actions")
	assert.EqualValues(t, 30, azureBlock(t, old, "base_blob")["delete_after_days_since_modification_greater_than"])
	assert.Empty(t, old["version"])
	older := azureBlock(t, azureBlock(t, plan.Values(t, `azurerm_storage_management_policy.this["backups"]`), "rule"), "actions")
	assert.EqualValues(t, 400, azureBlock(t, older, "version")["delete_after_days_since_creation"])
	assert.Empty(t, older["base_blob"])
}

func azureSnapshots(t *testing.T, plan *harness.Plan) {
	t.Helper()
	isTagged(t, plan.Values(t, "azurerm_data_protection_backup_vault.this[0]"), "demo-test-data", "storage", "data")
	policy := plan.Values(t, "azurerm_data_protection_backup_policy_disk.this[0]")
	assert.Equal(t, list("R/2026-01-01T04:00:00+00:00/P1D"), policy["backup_repeating_time_intervals"])
	assert.Equal(t, "P7D", policy["default_retention_duration"])
	instance := plan.Values(t, `azurerm_data_protection_backup_instance_disk.this["other"]`)
	assert.Equal(t, azureID("Microsoft.Compute/disks/other"), instance["disk_id"])
	assert.Equal(t, "demo-test-data-snapshots", instance["snapshot_resource_group_name"])
	reader := plan.Values(t, `azurerm_role_assignment.disks["other"]`)
	assert.Equal(t, azureID("Microsoft.Compute/disks/other"), reader["scope"])
	assert.Equal(t, "Disk Backup Reader", reader["role_definition_name"])
	assert.Equal(t, "Disk Snapshot Contributor", plan.Values(t, "azurerm_role_assignment.snapshots[0]")["role_definition_name"])
}
