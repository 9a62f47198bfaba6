package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func storageOci(t *testing.T) harness.Outputs {
	variables := ociIn(storageVariables("ocid1.instance.oc1..surroundings")).With(vars{
		"volumes":   vars{"db": vars{"size": 50, "server": 0}, "spare": vars{"size": 60, "format": "xfs"}},
		"zones":     list("demo:AD-2"),
		"snapshots": vars{"volume_ids": vars{"other": "ocid1.volume.oc1..other"}, "hour": 4, "keep_days": 7},
		"buckets":   vars{"logs": vars{"versioning": false, "keep_days": 30}, "backups": vars{"keep_days": 90}, "files": vars{}},
	})
	unit := harness.Module(t, nil, "storage", "oci", variables)
	refusesBadStorage(t, unit)
	ociRefuses(t, unit, "data")
	same := vars{"v0": vars{"size": 50, "server": 0}, "v3": vars{"size": 50, "server": 0}}
	refusesAll(t, unit, []refusal{
		{"cannot do: volumes.size: Oracle Cloud's volumes have 50 to 32768 GB", vars{"volumes": vars{"a": vars{"size": 49}}}},
		{"cannot do: volumes.size: Oracle Cloud's volumes have 50 to 32768 GB", vars{"volumes": vars{"a": vars{"size": 32769}}}},
		{"Two volumes of one server get the same device", vars{"volumes": same}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"oci_core_volume": 2, "oci_core_volume_attachment": 1, "oci_core_volume_backup_policy": 1, "oci_core_volume_backup_policy_assignment": 1,
		"oci_objectstorage_bucket": 3, "oci_objectstorage_object_lifecycle_policy": 2, "terraform_data": 5,
	}, plan.Counts())
	db, spare := plan.Values(t, `oci_core_volume.this["db"]`), plan.Values(t, `oci_core_volume.this["spare"]`)
	assert.Equal(t, "demo-test-data-db", db["display_name"])
	assert.EqualValues(t, labels("data").With(vars{"format": "xfs"}), spare["freeform_tags"])
	assert.Equal(t, "demo:AD-2", db["availability_domain"], "where the server is")
	assert.Equal(t, "demo:AD-1", spare["availability_domain"])
	assert.Equal(t, "50", db["size_in_gbs"])
	attachment := plan.Values(t, `oci_core_volume_attachment.this["db"]`)
	assert.Equal(t, "paravirtualized", attachment["attachment_type"])
	assert.Equal(t, true, attachment["is_pv_encryption_in_transit_enabled"])
	assert.Regexp(t, "^/dev/oracleoci/oraclevd([b-z]|a[a-g])$", attachment["device"])
	ociKeeps(t, plan)

	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"db": attachment["device"], "spare": ""}, outputs["volume_devices"].Value)
	assert.Equal(t, []string{"db", "spare"}, keys(outputs["volume_ids"].Value.(map[string]any)))
	assert.Equal(t, map[string]any{"backups": "demo-test-data-backups", "files": "demo-test-data-files", "logs": "demo-test-data-logs"}, outputs["bucket_names"].Value)
	assert.Regexp(t, `^https://[^.]+\.compat\.objectstorage\.eu-frankfurt-1\.oraclecloud\.com$`, outputs["bucket_endpoints"].Value.(map[string]any)["logs"])

	unit.Set(t, variables.With(vars{"volumes": vars{"db": vars{"size": 51, "server": 0}, "spare": vars{"size": 60, "format": "xfs"}}}))
	assert.Empty(t, unit.Plan(t).Counts(), "a volume grows in place")
	unit.Set(t, variables)
	ociGuards(t, unit, variables)
	unit.Set(t, common("data").With(vars{"oci": vars{"compartment_id": ociCompartment}}))
	assert.Equal(t, typeNames(outputs.Types()), typeNames(unit.Apply(t).Types()), "with nothing in it")
	unit.Destroy(t)
	return outputs
}

// ociKeeps: what is kept of volumes and buckets, and for how long.
func ociKeeps(t *testing.T, plan *harness.Plan) {
	t.Helper()
	policy := plan.Values(t, "oci_core_volume_backup_policy.this[0]")
	ociTagged(t, policy, "demo-test-data", "data")
	schedule := ociBlock(t, policy, "schedules")
	assert.Equal(t, "ONE_DAY", schedule["period"])
	assert.Equal(t, "UTC", schedule["time_zone"])
	assert.EqualValues(t, 4, schedule["hour_of_day"])
	assert.EqualValues(t, 7*24*60*60, schedule["retention_seconds"])
	assert.Equal(t, "ocid1.volume.oc1..other", plan.Values(t, `oci_core_volume_backup_policy_assignment.this["other"]`)["asset_id"])
	for name, versioning := range map[string]string{"logs": "Disabled", "backups": "Enabled", "files": "Enabled"} {
		bucket := plan.Values(t, `oci_objectstorage_bucket.this["`+name+`"]`)
		assert.Equal(t, "NoPublicAccess", bucket["access_type"])
		assert.Equal(t, versioning, bucket["versioning"], name)
		assert.EqualValues(t, labels("data"), bucket["freeform_tags"])
	}
	for name, expected := range map[string][]any{"logs": {"objects", "30"}, "backups": {"previous-object-versions", "90"}} {
		rule := ociBlock(t, plan.Values(t, `oci_objectstorage_object_lifecycle_policy.this["`+name+`"]`), "rules")
		assert.Equal(t, expected, []any{rule["target"], rule["time_amount"]})
		assert.Equal(t, "DELETE", rule["action"])
		assert.Equal(t, true, rule["is_enabled"])
	}
}
