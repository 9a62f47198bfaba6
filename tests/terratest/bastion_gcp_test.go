package terratest

import (
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func bastionGcp(t *testing.T) harness.Outputs {
	variables := common("jump").With(vars{
		"ssh_keys":     vars{"admin": publicKey},
		"network_id":   gcpNetwork,
		"subnet_ids":   vars{"10.0.1.0/24": gcpSubnet},
		"network_cidr": "10.0.0.0/16",
		"ssh_cidrs":    list("203.0.113.0/24"),
	})
	unit := harness.Module(t, nil, "bastion", "gcp", variables)
	refusesBadContext(t, unit)
	refusesAll(t, unit, []refusal{
		{"cannot do: size: another cloud's: Google Cloud's own types", vars{"size": "smal"}},
		{"At least one SSH public key is needed", vars{"ssh_keys": vars{}}},
		{"SSH (tcp port 22) would be open to the internet", vars{"ssh_cidrs": list("0.0.0.0/0")}},
		{"A bastion needs a private subnet", vars{"subnet_ids": vars{}}},
		{"cannot do: region: another cloud's: Google Cloud's own regions", vars{"region": "fsn1"}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"google_compute_instance": 1, "google_compute_address": 1, "google_compute_firewall": 4}, plan.Counts())
	server := plan.Values(t, "google_compute_instance.this")
	isLabelled(t, server, "demo-test-jump-bastion", "jump")
	assert.Equal(t, "e2-medium", server["machine_type"])
	assert.Equal(t, true, server["allow_stopping_for_update"], "a new size is a restart")
	assert.Equal(t, "debian:"+publicKey, server["metadata"].(map[string]any)["ssh-keys"])
	gcpIsClosed(t, server)
	assert.Equal(t, "10.0.1.5", gcpBlock(t, server, "network_interface")["network_ip"])
	assert.Equal(t, true, gcpBlock(t, server, "shielded_instance_config")["enable_secure_boot"])
	isLabelled(t, plan.Values(t, "google_compute_address.this"), "demo-test-jump-bastion", "jump")
	tag := " demo-test-jump-bastion"
	assert.ElementsMatch(t, []string{
		"in allow tcp 22 203.0.113.0/24" + tag, "out allow tcp 22 10.0.0.0/16" + tag,
		"out allow tcp 443,53,80 0.0.0.0/0" + tag, "out allow udp 53 0.0.0.0/0" + tag, "out deny all 0.0.0.0/0" + tag,
	}, gcpRules(t, plan))

	outputs := unit.Apply(t)
	assert.Equal(t, "10.0.1.5", outputs["private_address"].Value)
	assert.Equal(t, "debian", outputs["user"].Value)
	assert.NotEmpty(t, outputs["public_ipv4"].Value)
	assert.NotEmpty(t, outputs["server_id"].Value)

	unit.Set(t, variables.With(vars{"ssh_cidrs": list("2001:db8::/32"), "deletion_protection": true}))
	plan = unit.Plan(t)
	assert.Equal(t, true, plan.Values(t, "google_compute_instance.this")["deletion_protection"])
	assert.Equal(t, "IPV4_IPV6", gcpBlock(t, plan.Values(t, "google_compute_instance.this"), "network_interface")["stack_type"])
	assert.Contains(t, gcpRules(t, plan), "in allow tcp 22 2001:db8::/32"+tag)
	unit.Apply(t)
	assert.Equal(t, 0, terraform.PlanExitCode(t, unit.Options))
	unit.Set(t, variables)
	unit.Apply(t)
	unit.Destroy(t)
	return outputs
}
