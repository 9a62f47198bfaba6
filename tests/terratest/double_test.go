package terratest

import (
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

// The double must satisfy the real provider in all that modules may do, or their tests say nothing.
func TestDoubleSatisfiesTheProvider(t *testing.T) {
	t.Parallel()
	cloud := harness.NewCloud(t)
	first := vars{"step": 1, "protected": true, "public_key": publicKey}
	unit := harness.Folder(t, cloud, harness.In("tests", "terratest", "testdata", "every_resource"), first)
	outputs := unit.Apply(t)
	assert.Equal(t, []string{"addressed"}, outputs.Texts("web"))
	assert.Equal(t, map[string]int{
		"ssh_keys": 1, "networks": 1, "firewalls": 2, "placement_groups": 1, "servers": 3, "volumes": 2, "load_balancers": 1, "zones": 1,
		"primary_ips": 3, // one of its own, and the two of the server that asked for none
	}, cloud.Counts(t))

	second := vars{"step": 2, "protected": false, "public_key": publicKey}
	unit.Set(t, second)
	assert.Equal(t, map[string]int{"hcloud_network_route": 1}, unit.Plan(t).Counts(), "what is made anew: the rest changes in place")
	assert.Equal(t, []string{"addressed"}, unit.Apply(t).Texts("web"))

	unit.Set(t, second.With(vars{"protected": true}))
	unit.Apply(t)
	_, err := terraform.DestroyE(t, unit.Options)
	assert.ErrorContains(t, err, "deletion is protected (protected)")
	left := cloud.Counts(t)
	for _, kind := range []string{"networks", "servers", "load_balancers", "primary_ips", "zones"} {
		assert.NotZero(t, left[kind], "protected %s", kind)
	}
	unit.Set(t, second)
	unit.Apply(t)
	unit.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
}
