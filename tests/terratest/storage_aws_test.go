package terratest

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

func storageAws(t *testing.T) harness.Outputs {
	variables := storageVariables("i-1").With(vars{
		"zones":   list("eu-central-1b"),
		"buckets": vars{"backups": vars{"keep_days": 30}, "scratch": vars{"versioning": false, "keep_days": 3}},
	})
	unit := harness.Module(t, nil, "storage", "aws", variables)
	refusesBadStorage(t, unit)
	crowd := vars{}
	for i := range 12 {
		crowd[fmt.Sprintf("v%02d", i)] = vars{"size": 1, "server": 0}
	}
	refusesAll(t, unit, []refusal{
		{"cannot do: volumes.size: AWS's volumes have 1 to 16384 GB", vars{"volumes": vars{"a": vars{"size": 16385}}}},
		{"AWS has names for 11 volumes of a server", vars{"volumes": crowd}},
		{"No zones are known for AWS's region moon-1", vars{"region": "moon-1"}},
		{"The name of a bucket has", vars{"buckets": vars{"A": vars{}}}},
		{"Snapshots begin at an hour", vars{"snapshots": vars{"volume_ids": vars{}, "hour": 24}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"aws_ebs_volume": 2, "aws_volume_attachment": 1, "terraform_data": 4,
		"aws_s3_bucket": 2, "aws_s3_bucket_lifecycle_configuration": 2, "aws_s3_bucket_ownership_controls": 2, "aws_s3_bucket_policy": 2,
		"aws_s3_bucket_public_access_block": 2, "aws_s3_bucket_server_side_encryption_configuration": 2, "aws_s3_bucket_versioning": 1,
	}, plan.Counts())
	db, spare := plan.Values(t, `aws_ebs_volume.this["db"]`), plan.Values(t, `aws_ebs_volume.this["spare"]`)
	assert.EqualValues(t, labels("data").With(vars{"Name": "demo-test-data-db", "format": "ext4"}), db["tags"])
	assert.Equal(t, "eu-central-1b", db["availability_zone"], "where the server is")
	assert.Equal(t, "eu-central-1a", spare["availability_zone"], "where the region begins")
	assert.Equal(t, true, db["encrypted"])
	assert.EqualValues(t, 20, spare["size"])
	assert.Equal(t, "/dev/sdf", plan.Values(t, `aws_volume_attachment.this["db"]`)["device_name"])
	awsIsPrivate(t, plan)

	outputs := unit.Apply(t)
	ids := outputs["volume_ids"].Value.(map[string]any)
	assert.ElementsMatch(t, []string{"db", "spare"}, keys(ids))
	assert.Regexp(t, "^/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_[0-9a-z]+$", outputs["volume_devices"].Value.(map[string]any)["db"])
	assert.Equal(t, "demo-test-data-backups", outputs["bucket_names"].Value.(map[string]any)["backups"])
	assert.Equal(t, "https://s3.eu-central-1.amazonaws.com", outputs["bucket_endpoints"].Value.(map[string]any)["backups"])
	awsKeepsVolumes(t, unit, variables)
	awsGuards(t, unit, variables)
	awsSnapshots(t, unit)
	return outputs
}

// awsIsPrivate: nobody else reads a bucket, whatever a policy may say; older versions end as asked.
func awsIsPrivate(t *testing.T, plan *harness.Plan) {
	t.Helper()
	bucket := plan.Values(t, `aws_s3_bucket.this["backups"]`)
	awsIsTagged(t, bucket, "demo-test-data-backups", "data")
	assert.Equal(t, true, bucket["force_destroy"], "without protection")
	for _, name := range []string{"backups", "scratch"} {
		for _, access := range []string{"block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"} {
			assert.Equal(t, true, plan.Values(t, fmt.Sprintf("aws_s3_bucket_public_access_block.this[%q]", name))[access])
		}
		encryption := awsBlock(t, plan.Values(t, fmt.Sprintf("aws_s3_bucket_server_side_encryption_configuration.this[%q]", name)), "rule")
		assert.Equal(t, "AES256", awsBlock(t, encryption, "apply_server_side_encryption_by_default")["sse_algorithm"])
	}
	plan.Values(t, `aws_s3_bucket_versioning.this["backups"]`)
	for name, expires := range map[string]string{"backups": "noncurrent_version_expiration", "scratch": "expiration"} {
		rules := plan.Values(t, fmt.Sprintf("aws_s3_bucket_lifecycle_configuration.this[%q]", name))["rule"].([]any)
		require.Len(t, rules, 2)
		assert.Len(t, rules[0].(map[string]any)["abort_incomplete_multipart_upload"], 1)
		assert.Len(t, rules[1].(map[string]any)[expires], 1, name)
	}
}

// awsKeepsVolumes: no volume is replaced because its server, and so the zone, is another one; it grows in place.
func awsKeepsVolumes(t *testing.T, unit *harness.Unit, variables vars) {
	t.Helper()
	unit.Set(t, variables.With(vars{"zones": list("eu-central-1c"), "volumes": vars{
		"db": vars{"size": 11, "server": 0}, "aa": vars{"size": 1, "server": 0}, "spare": vars{"size": 20, "format": "xfs"},
	}}))
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"aws_ebs_volume": 1, "aws_volume_attachment": 1, "terraform_data": 1}, plan.Counts(), "only the new one")
	assert.EqualValues(t, 11, plan.Values(t, `aws_ebs_volume.this["db"]`)["size"])
	var policy map[string]any
	require.NoError(t, json.Unmarshal([]byte(plan.Values(t, `aws_s3_bucket_policy.this["backups"]`)["policy"].(string)), &policy))
	statement := policy["Statement"].([]any)[0].(map[string]any)
	assert.Equal(t, "Deny", statement["Effect"])
	assert.Equal(t, map[string]any{"Bool": map[string]any{"aws:SecureTransport": "false"}}, statement["Condition"])
}

// awsSnapshots: the volumes of any unit, at most 30 in each list.
func awsSnapshots(t *testing.T, unit *harness.Unit) {
	t.Helper()
	volumes := vars{}
	for i := range 31 {
		volumes[fmt.Sprintf("v%02d", i)] = fmt.Sprintf("vol-%02d", i)
	}
	variables := common("data").With(vars{"snapshots": vars{"volume_ids": volumes, "hour": 4, "keep_days": 7}})
	unit.Set(t, variables)
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"aws_backup_plan": 1, "aws_backup_selection": 2, "aws_backup_vault": 1, "aws_iam_role": 1, "aws_iam_role_policy_attachment": 1,
	}, plan.Counts())
	awsIsTagged(t, plan.Values(t, "aws_backup_vault.this[0]"), "demo-test-data", "data")
	rule := awsBlock(t, plan.Values(t, "aws_backup_plan.this[0]"), "rule")
	assert.Equal(t, "cron(0 4 * * ? *)", rule["schedule"])
	assert.EqualValues(t, 7, awsBlock(t, rule, "lifecycle")["delete_after"])
	assert.Len(t, plan.Values(t, `aws_backup_selection.this["1"]`)["resources"], 30)
	assert.Equal(t, list("arn:aws:ec2:eu-central-1:*:volume/vol-30"), plan.Values(t, `aws_backup_selection.this["2"]`)["resources"])
	unit.Apply(t)
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	for region, partition := range map[string]string{"cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov"} {
		unit.Change(t, vars{"region": region})
		assert.Equal(t, list("arn:"+partition+":ec2:"+region+":*:volume/vol-30"), unit.Plan(t).Values(t, `aws_backup_selection.this["2"]`)["resources"])
	}
	unit.Change(t, vars{})
}
