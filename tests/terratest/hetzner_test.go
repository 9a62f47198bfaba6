package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func init() {
	tests("hetzner", map[string]test{
		"bastion":  bastionHetzner,
		"compute":  computeHetzner,
		"dns":      dnsHetzner,
		"firewall": firewallHetzner,
		"network":  networkHetzner,
		"storage":  storageHetzner,
	})
}

// dnsHetzner: the pinned provider has no zones, and says so.
func dnsHetzner(t *testing.T) harness.Outputs {
	unit := harness.Module(t, harness.NewCloud(t), "dns", "hetzner", common("edge").With(vars{"zone": "example.com"}))
	refusesAll(t, unit, []refusal{
		{"Unit edge asks for what its provider cannot do: zone: Hetzner's zones need a newer provider", vars{}},
		{"A zone's name is a domain in lower case", vars{"zone": "Example."}},
	})
	outputs := unrefused(t, unit)
	assert.Equal(t, "", outputs["zone_id"].Value)
	assert.Empty(t, outputs["name_servers"].Value)
	assert.Empty(t, outputs["record_names"].Value)
	return outputs
}
