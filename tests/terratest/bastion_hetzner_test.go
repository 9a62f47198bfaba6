package terratest

import (
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

func bastionHetzner(t *testing.T) harness.Outputs {
	cloud := harness.NewCloud(t)
	around, remove := surroundings(t, cloud)
	variables := common("jump").With(vars{
		"ssh_keys":     vars{"admin": publicKey},
		"network_id":   around["network_id"],
		"subnet_ids":   around["subnet_ids"],
		"network_cidr": "10.0.0.0/16",
		"ssh_cidrs":    list("203.0.113.0/24", "2001:db8::/32"),
	})
	unit := harness.Module(t, cloud, "bastion", "hetzner", variables)
	refusesBadContext(t, unit)
	refusesAll(t, unit, []refusal{
		{"cannot do: size: another cloud's: Hetzner's own types", vars{"size": "smal"}},
		{"At least one SSH public key is needed", vars{"ssh_keys": vars{}}},
		{"SSH (tcp port 22) would be open to the internet", vars{"ssh_cidrs": list("0.0.0.0/0")}},
		{"A network's range is private", vars{"network_cidr": "192.168.0.0/13"}},
		{"A network's range is private", vars{"network_cidr": "10.0.0.0/7"}},
		{"A bastion needs a private subnet", vars{"subnet_ids": vars{}}},
		{"Unit jump asks for what its provider cannot do: size: cx: Hetzner has types of the series cx", vars{"region": "ap-southeast"}},
	})
	unit.Change(t, vars{"region": "hil"})
	assert.Equal(t, "cpx21", unit.Plan(t).Values(t, "hcloud_server.this")["server_type"], "what Hetzner has in the United States")
	unit.Change(t, vars{})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"hcloud_server": 1, "hcloud_ssh_key": 1, "hcloud_firewall": 1}, plan.Counts())
	server := plan.Values(t, "hcloud_server.this")
	isLabelled(t, server, "demo-test-jump-bastion", "jump")
	isLabelled(t, plan.Values(t, `hcloud_ssh_key.this["admin"]`), "demo-test-jump-bastion-admin", "jump")
	assert.Equal(t, "cx23", server["server_type"])
	assert.Equal(t, "fsn1", server["location"])
	assert.Equal(t, "10.0.1.5", server["network"].([]any)[0].(map[string]any)["ip"])
	firewall := plan.Values(t, "hcloud_firewall.this")
	isLabelled(t, firewall, "demo-test-jump-bastion", "jump")
	assert.ElementsMatch(t, []string{
		"in tcp 22 from 2001:db8::/32,203.0.113.0/24", "out tcp 22 to 10.0.0.0/16",
		"out tcp 53 to 0.0.0.0/0,::/0", "out udp 53 to 0.0.0.0/0,::/0", "out tcp 80 to 0.0.0.0/0,::/0", "out tcp 443 to 0.0.0.0/0,::/0",
	}, rules(firewall))

	outputs := unit.Apply(t)
	made, _, err := cloud.Server.Get(t.Context(), outputs["server_id"].Value.(string))
	require.NoError(t, err)
	require.NotNil(t, made)
	assert.Equal(t, made.PublicNet.IPv4.IP.String(), outputs["public_ipv4"].Value)
	assert.Equal(t, "10.0.1.5", outputs["private_address"].Value)
	assert.Equal(t, "10.0.1.5", made.PrivateNet[0].IP.String())
	assert.Equal(t, "root", outputs["user"].Value)
	assert.Len(t, made.PublicNet.Firewalls, 1)

	unit.Set(t, variables.With(vars{"deletion_protection": true, "ssh_keys": vars{"second": publicKey}, "ssh_key_ids": vars{"second": "1"}}))
	assert.Empty(t, unit.Plan(t).Counts(), "keys count at the first boot")
	unit.Set(t, variables.With(vars{"deletion_protection": true}))
	unit.Apply(t)
	_, _, err = cloud.Server.DeleteWithResult(t.Context(), made)
	assert.True(t, hcloud.IsError(err, hcloud.ErrorCodeProtected), "%v", err)
	unit.Set(t, variables)
	unit.Apply(t)
	unit.Destroy(t)
	remove()
	isEmpty(t, cloud, map[string]int{})
	return outputs
}
