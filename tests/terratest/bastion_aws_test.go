package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func bastionAws(t *testing.T) harness.Outputs {
	variables := common("jump").With(vars{
		"ssh_keys":     vars{"admin": publicKey, "second": publicKey},
		"network_id":   awsVPC,
		"subnet_ids":   vars{"10.0.1.0/24": "subnet-1", "10.0.2.0/24": "subnet-2"},
		"network_cidr": "10.0.0.0/16",
		"ssh_cidrs":    list("203.0.113.0/24", "2001:db8::/32"),
	})
	unit := harness.Module(t, nil, "bastion", "aws", variables)
	refusesBadContext(t, unit)
	refusesAll(t, unit, []refusal{
		{"cannot do: size: another cloud's: AWS's own types", vars{"size": "smal"}},
		{"At least one SSH public key is needed", vars{"ssh_keys": vars{}}},
		{"SSH (tcp port 22) would be open to the internet", vars{"ssh_cidrs": list("0.0.0.0/0")}},
		{"A bastion needs a private subnet", vars{"subnet_ids": vars{}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"aws_instance": 1, "aws_launch_template": 1, "aws_security_group": 1,
		"aws_vpc_security_group_ingress_rule": 2, "aws_vpc_security_group_egress_rule": 9,
	}, plan.Counts())
	server := plan.Values(t, "aws_instance.this")
	awsIsTagged(t, server, "demo-test-jump-bastion", "jump")
	awsIsHardened(t, server)
	assert.Equal(t, "t3.medium", server["instance_type"])
	assert.Equal(t, "subnet-1", server["subnet_id"])
	assert.Equal(t, "10.0.1.5", server["private_ip"])
	assert.Equal(t, true, server["associate_public_ip_address"])
	assert.Contains(t, server["user_data"], `"ssh_authorized_keys":["`+publicKey+`","`+publicKey+`"]`)
	awsIsTagged(t, plan.Values(t, "aws_security_group.this"), "demo-test-jump-bastion", "jump")
	assert.ElementsMatch(t, []string{
		"in tcp 22-22 203.0.113.0/24", "in tcp 22-22 2001:db8::/32", "out tcp 22-22 10.0.0.0/16",
		"out udp 53-53 0.0.0.0/0", "out tcp 53-53 0.0.0.0/0", "out tcp 80-80 0.0.0.0/0", "out tcp 443-443 0.0.0.0/0",
		"out udp 53-53 ::/0", "out tcp 53-53 ::/0", "out tcp 80-80 ::/0", "out tcp 443-443 ::/0",
	}, awsRules(plan))

	outputs := unit.Apply(t)
	assert.Equal(t, "10.0.1.5", outputs["private_address"].Value)
	assert.Equal(t, "admin", outputs["user"].Value)
	assert.NotEmpty(t, outputs["public_ipv4"].Value)
	assert.NotEmpty(t, outputs["server_id"].Value)

	unit.Set(t, variables.With(vars{"deletion_protection": true, "ssh_keys": vars{"third": publicKey}}))
	plan = unit.Plan(t)
	assert.Empty(t, plan.Counts(), "keys count at the first boot")
	assert.Equal(t, true, plan.Values(t, "aws_instance.this")["disable_api_termination"])
	unit.Set(t, variables.With(vars{"image": "ubuntu-24.04"}))
	assert.Contains(t, unit.Plan(t).Values(t, "aws_launch_template.this")["image_id"], "/canonical/ubuntu/server/24.04/")
	unit.Set(t, variables)
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	return outputs
}
