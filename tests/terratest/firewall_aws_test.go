package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func firewallAws(t *testing.T) harness.Outputs {
	variables := firewallVariables().With(vars{"network_id": awsVPC})
	unit := harness.Module(t, nil, "firewall", "aws", variables)
	refusesBadFirewalls(t, unit)

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"aws_security_group": 1, "aws_vpc_security_group_ingress_rule": 6, "aws_vpc_security_group_egress_rule": 1,
	}, plan.Counts())
	group := plan.Values(t, "aws_security_group.this")
	awsIsTagged(t, group, "demo-test-fw", "fw")
	assert.Equal(t, "demo-test-fw", group["name"])
	assert.Equal(t, awsVPC, group["vpc_id"])
	assert.ElementsMatch(t, []string{
		"in tcp 22-22 10.0.0.0/16", "in tcp 22-22 2001:db8::/32", "in tcp 8000-8010 10.0.0.0/16", "in udp 0-65535 10.0.0.0/16",
		"in icmp -1--1 0.0.0.0/0", "in icmpv6 -1--1 ::/0", "out tcp 443-443 0.0.0.0/0",
	}, awsRules(plan))
	outputs := unit.Apply(t)
	assert.NotEmpty(t, outputs["firewall_id"].Value)

	// Without a rule for "out" all may leave; a rule given twice is one; AWS takes fewer characters.
	unit.Set(t, variables.With(vars{"rules": list(
		rule(vars{"port": 80, "description": `"web" <1>`}), rule(vars{"port": 80, "description": "again"}),
	)}))
	plan = unit.Plan(t)
	planned := plan.All("aws_vpc_security_group_ingress_rule")
	assert.Len(t, planned, 1)
	for _, one := range planned {
		assert.Equal(t, ".web. .1.", one["description"])
		assert.EqualValues(t, labels("fw"), one["tags"])
	}
	assert.ElementsMatch(t, []string{"in tcp 80-80 10.0.0.0/16", "out -1 0.0.0.0/0", "out -1 ::/0"}, awsRules(plan))
	unit.Apply(t)
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	return outputs
}
