package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func firewallGcp(t *testing.T) harness.Outputs {
	variables := firewallVariables().With(vars{"network_id": gcpNetwork})
	unit := harness.Module(t, nil, "firewall", "gcp", variables)
	refusesBadFirewalls(t, unit)
	refusesAll(t, unit, []refusal{
		{"Google Cloud keeps firewalls by network", vars{"network_id": nil}},
		{"has at least one range", vars{"rules": list(rule(vars{"port": 80, "cidrs": list()}))}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"google_compute_firewall": 9}, plan.Counts())
	assert.ElementsMatch(t, []string{
		"in allow tcp 22 10.0.0.0/16 demo-test-fw", "in allow tcp 22 2001:db8::/32 demo-test-fw",
		"in allow tcp 8000-8010 10.0.0.0/16 demo-test-fw", "in allow udp 10.0.0.0/16 demo-test-fw",
		"in allow icmp 0.0.0.0/0 demo-test-fw", "in allow 58 ::/0 demo-test-fw",
		"out allow tcp 443 0.0.0.0/0 demo-test-fw", "out deny all 0.0.0.0/0 demo-test-fw", "out deny all ::/0 demo-test-fw",
	}, gcpRules(t, plan))
	for address, one := range plan.All("google_compute_firewall") {
		assert.Equal(t, gcpNetwork, one["network"], address)
		assert.NotEmpty(t, one["description"], address)
	}
	assert.EqualValues(t, 65534, plan.Values(t, `google_compute_firewall.rest["6"]`)["priority"])

	outputs := unit.Apply(t)
	assert.Equal(t, "demo-test-fw", outputs["firewall_id"].Value, "the network tag")

	// One rule is as good as two, the others stay as they are, and without a rule for out everything may leave.
	ssh := rule(vars{"port": 22, "cidrs": list("10.0.0.0/16"), "description": "SSH"})
	unit.Set(t, variables.With(vars{"rules": list(ssh, ssh)}))
	assert.Empty(t, unit.Plan(t).Counts())
	unit.Apply(t)
	unit.Set(t, variables.With(vars{"rules": list(ssh.With(vars{"cidrs": list("0.0.0.0/0")})), "public_ssh": true}))
	plan = unit.Plan(t)
	assert.Equal(t, []string{"in allow tcp 22 0.0.0.0/0 demo-test-fw"}, gcpRules(t, plan))
	unit.Apply(t)
	unit.Destroy(t)
	return outputs
}
