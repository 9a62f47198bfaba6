package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func storageGcp(t *testing.T) harness.Outputs {
	zone := "europe-west3-b"
	variables := storageVariables("projects/demo/zones/" + zone + "/instances/surroundings").With(vars{
		"zones":     list(zone),
		"snapshots": vars{"volume_ids": vars{"other": "projects/demo/zones/europe-west3-c/disks/other"}, "hour": 4, "keep_days": 7},
		"buckets":   vars{"logs": vars{"versioning": false, "keep_days": 30}, "backups": vars{"keep_days": 90}, "files": vars{}},
	})
	unit := harness.Module(t, nil, "storage", "gcp", variables)
	refusesBadStorage(t, unit)
	google := vars{"product": "google-shop", "environment": "test", "unit": "x", "labels": vars{}}
	refusesAll(t, unit, []refusal{
		{"cannot do: volumes.size: Google Cloud's volumes have 10 to 65536 GB", vars{"volumes": vars{"a": vars{"size": 9}}}},
		{"cannot do: volumes.size: Google Cloud's volumes have 10 to 65536 GB", vars{"volumes": vars{"a": vars{"size": 65537}}}},
		{"cannot do: region: another cloud's: Google Cloud's own regions", vars{"region": "fsn1"}},
		{"by a schedule there: a is in us-east1-b", vars{"snapshots": vars{"volume_ids": vars{"a": "projects/demo/zones/us-east1-b/disks/a"}}}},
		{"do not begin with goog or contain google", vars{"context": google}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"google_compute_disk": 2, "google_compute_attached_disk": 1, "google_compute_resource_policy": 1,
		"google_compute_disk_resource_policy_attachment": 1, "google_storage_bucket": 3, "terraform_data": 2,
	}, plan.Counts())
	db, spare := plan.Values(t, `google_compute_disk.this["db"]`), plan.Values(t, `google_compute_disk.this["spare"]`)
	assert.Equal(t, "demo-test-data-db", db["name"])
	assert.EqualValues(t, labels("data").With(vars{"format": "ext4"}), db["labels"])
	assert.EqualValues(t, labels("data").With(vars{"format": "xfs"}), spare["labels"])
	assert.Equal(t, zone, db["zone"], "where the server is")
	assert.Equal(t, "europe-west3-a", spare["zone"], "where the region begins")
	assert.EqualValues(t, 10, db["size"])
	gcpKeeps(t, plan)

	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"db": "/dev/disk/by-id/google-demo-test-data-db", "spare": "/dev/disk/by-id/google-demo-test-data-spare"}, outputs["volume_devices"].Value)
	assert.Equal(t, []string{"db", "spare"}, keys(outputs["volume_ids"].Value.(map[string]any)))
	assert.Equal(t, map[string]any{"backups": "demo-test-data-backups", "files": "demo-test-data-files", "logs": "demo-test-data-logs"}, outputs["bucket_names"].Value)
	assert.Equal(t, "https://storage.googleapis.com", outputs["bucket_endpoints"].Value.(map[string]any)["logs"])

	grown := variables.With(vars{"volumes": vars{"db": vars{"size": 11, "server": 0}, "spare": vars{"size": 20, "format": "xfs"}}})
	unit.Set(t, grown)
	assert.Empty(t, unit.Plan(t).Counts(), "it grows in place")
	unit.Set(t, grown.With(vars{"deletion_protection": true}))
	assert.Equal(t, false, unit.Plan(t).Values(t, `google_storage_bucket.this["logs"]`)["force_destroy"], "one with objects stays")
	gcpGuards(t, unit, grown.With(vars{"buckets": vars{}}))
	return outputs
}

// gcpKeeps: what is planned to keep snapshots and objects.
func gcpKeeps(t *testing.T, plan *harness.Plan) {
	t.Helper()
	schedule := gcpBlock(t, plan.Values(t, "google_compute_resource_policy.snapshots[0]"), "snapshot_schedule_policy")
	assert.Equal(t, "04:00", gcpBlock(t, gcpBlock(t, schedule, "schedule"), "daily_schedule")["start_time"])
	assert.EqualValues(t, 7, gcpBlock(t, schedule, "retention_policy")["max_retention_days"])
	attached := plan.Values(t, `google_compute_disk_resource_policy_attachment.this["other"]`)
	assert.Equal(t, "demo-test-data-snapshots", attached["name"])
	assert.Equal(t, "other", attached["disk"])
	assert.Equal(t, "europe-west3-c", attached["zone"])

	logs, backups := plan.Values(t, `google_storage_bucket.this["logs"]`), plan.Values(t, `google_storage_bucket.this["backups"]`)
	isLabelled(t, logs, "demo-test-data-logs", "data")
	for _, bucket := range []map[string]any{logs, backups, plan.Values(t, `google_storage_bucket.this["files"]`)} {
		assert.Equal(t, "enforced", bucket["public_access_prevention"])
		assert.Equal(t, true, bucket["uniform_bucket_level_access"])
		assert.Equal(t, "EUROPE-WEST3", bucket["location"])
		assert.Equal(t, true, bucket["force_destroy"])
	}
	assert.Equal(t, false, gcpBlock(t, logs, "versioning")["enabled"])
	old := gcpBlock(t, gcpBlock(t, logs, "lifecycle_rule"), "condition")
	assert.EqualValues(t, 30, old["age"])
	older := gcpBlock(t, gcpBlock(t, backups, "lifecycle_rule"), "condition")
	assert.EqualValues(t, 90, older["days_since_noncurrent_time"])
	assert.Equal(t, "ARCHIVED", older["with_state"])
	assert.Nil(t, older["age"])
	assert.Empty(t, plan.Values(t, `google_storage_bucket.this["files"]`)["lifecycle_rule"])
}
