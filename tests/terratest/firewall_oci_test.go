package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func firewallOci(t *testing.T) harness.Outputs {
	variables := ociIn(firewallVariables()).With(vars{"network_id": ociNetwork})
	unit := harness.Module(t, nil, "firewall", "oci", variables)
	refusesBadFirewalls(t, unit)
	ociRefuses(t, unit, "fw")
	unit.Refuses(t, vars{"network_id": nil}, "Unit fw needs network_id")

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"oci_core_network_security_group": 1, "oci_core_network_security_group_security_rule": 7}, plan.Counts())
	group := plan.Values(t, "oci_core_network_security_group.this")
	ociTagged(t, group, "demo-test-fw", "fw")
	assert.Equal(t, ociNetwork, group["vcn_id"])
	assert.ElementsMatch(t, []string{
		"in 6 22-22 10.0.0.0/16", "in 6 22-22 2001:db8::/32", "in 6 8000-8010 10.0.0.0/16", "in 17 10.0.0.0/16",
		"in 1 0.0.0.0/0", "in 58 ::/0", "out 6 443-443 0.0.0.0/0",
	}, ociRules(plan))
	ssh := plan.Values(t, `oci_core_network_security_group_security_rule.this["in tcp 22 10.0.0.0/16"]`)
	assert.Equal(t, "SSH", ssh["description"])
	assert.Equal(t, "CIDR_BLOCK", ssh["source_type"])
	assert.Equal(t, false, ssh["stateless"])

	outputs := unit.Apply(t)
	assert.NotEmpty(t, outputs["firewall_id"].Value)

	public := rule(vars{"port": 22, "cidrs": list("0.0.0.0/0"), "description": "SSH"})
	unit.Set(t, variables.With(vars{"rules": list(public), "public_ssh": true}))
	assert.Equal(t, []string{"in 6 22-22 0.0.0.0/0", "out all 0.0.0.0/0", "out all ::/0"}, ociRules(unit.Plan(t)), "without a rule for what leaves, all may")
	unit.Apply(t)
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	return outputs
}
