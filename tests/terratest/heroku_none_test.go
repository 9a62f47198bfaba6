package terratest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

// The kinds that Heroku has nothing of.

func storageHeroku(t *testing.T) harness.Outputs {
	unit := harness.Module(t, nil, "storage", "heroku", common("data"))
	refusesBadStorage(t, unit)
	refusesAll(t, unit, []refusal{
		{"Unit data asks for what its provider cannot do: volumes: Heroku has no volumes", vars{"volumes": vars{"a": vars{"size": 10}}}},
		{"snapshots: Heroku has no volumes, and so no snapshots of them.", vars{"snapshots": vars{"volume_ids": vars{"a": "1"}}}},
		{"buckets: Heroku has no object storage.", vars{"buckets": vars{"logs": vars{}}}},
	})
	assert.Empty(t, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	for _, name := range []string{"volume_ids", "volume_devices", "bucket_names", "bucket_endpoints"} {
		assert.Empty(t, outputs[name].Value, name)
	}
	unit.Destroy(t)
	return outputs
}

func dnsHeroku(t *testing.T) harness.Outputs {
	unit := harness.Module(t, nil, "dns", "heroku", common("edge").With(vars{"zone": "example.com"}))
	refusesAll(t, unit, []refusal{
		{"Unit edge asks for what its provider cannot do: zone: Heroku hosts no DNS zones", vars{}},
		{"A zone's name is a domain in lower case", vars{"zone": "Example."}},
	})
	outputs := unrefused(t, unit)
	assert.Equal(t, "", outputs["zone_id"].Value)
	assert.Empty(t, outputs["name_servers"].Value)
	assert.Empty(t, outputs["record_names"].Value)
	return outputs
}

func bastionHeroku(t *testing.T) harness.Outputs {
	unit := harness.Module(t, nil, "bastion", "heroku", common("jump").With(vars{
		"ssh_keys": vars{"admin": publicKey}, "ssh_cidrs": list("203.0.113.0/24"), "network_cidr": "10.0.0.0/16",
		"network_id": "", "subnet_ids": vars{"10.0.1.0/24": "1"},
	}))
	refusesAll(t, unit, []refusal{
		{"Unit jump asks for what its provider cannot do: ssh_keys: Heroku has no servers that take SSH", vars{}},
		{"At least one SSH public key is needed", vars{"ssh_keys": vars{}}},
	})
	outputs := unrefused(t, unit)
	for _, name := range []string{"server_id", "public_ipv4", "private_address", "user"} {
		assert.Equal(t, "", outputs[name].Value, name)
	}
	return outputs
}

// unrefused are the outputs of a module that its provider cannot do at all, for their types: with the refusal, which has
// been tested by then, taken out.
func unrefused(t *testing.T, unit *harness.Unit) harness.Outputs {
	t.Helper()
	path := filepath.Join(unit.TerraformDir, "capabilities.tf")
	require.NoError(t, os.Remove(path)) // a link
	require.NoError(t, os.WriteFile(path, []byte(`output "limits" {
  value = true ? tomap({ for asked_by, limit in local.limits : asked_by => limit.why }) : tomap({ none = "" })
}
`), 0o600))
	refusesBadContext(t, unit)
	assert.Empty(t, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	unit.Destroy(t)
	return outputs
}
