package terratest

import (
	"fmt"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

func networkVariables() vars {
	return common("net").With(vars{
		"cidr":         "10.0.0.0/16",
		"subnet_cidrs": list("10.0.1.0/24", "10.0.2.0/24"),
		"routes":       vars{"10.0.128.0/24": vars{"address": "10.0.1.10", "interface_id": "1"}},
	})
}

func refusesBadNetworks(t *testing.T, unit *harness.Unit) {
	t.Helper()
	refusesBadContext(t, unit)
	refusesAll(t, unit, []refusal{
		{"A network's range is private", vars{"cidr": "8.8.0.0/16"}},
		{"A network's range is private", vars{"cidr": "192.168.0.0/13"}},
		{"A network's range is private", vars{"cidr": "10.0.0.0/7"}},
		{"starts at its first address", vars{"cidr": "10.0.0.1/16"}},
		{"lies within the network's range", vars{"subnet_cidrs": list("10.1.0.0/24")}},
		{"may be listed once only", vars{"subnet_cidrs": list("10.0.1.0/24", "10.0.1.0/24")}},
		{"Subnets' ranges do not overlap", vars{"subnet_cidrs": list("10.0.1.0/24", "10.0.1.128/25")}},
		{"A route's destination is a range", vars{"routes": vars{"10.0.128.1/24": vars{"address": "10.0.1.10", "interface_id": "1"}}}},
	})
}

func networkHetzner(t *testing.T) harness.Outputs {
	cloud := harness.NewCloud(t)
	unit := harness.Module(t, cloud, "network", "hetzner", networkVariables())
	refusesBadNetworks(t, unit)
	unit.Refuses(t, vars{"region": "moon1"}, "No network zone is known for Hetzner's location moon1")
	unit.Refuses(t, vars{"nat": true}, "Unit net asks for what its provider cannot do: nat: Hetzner has no address translation")

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"hcloud_network": 1, "hcloud_network_subnet": 2, "hcloud_network_route": 1}, plan.Counts())
	network := plan.Values(t, "hcloud_network.this[0]")
	isLabelled(t, network, "demo-test-net", "net")
	assert.Equal(t, "10.0.0.0/16", network["ip_range"])
	assert.Equal(t, "eu-central", plan.Values(t, `hcloud_network_subnet.this["10.0.2.0/24"]`)["network_zone"])

	outputs := unit.Apply(t)
	made, _, err := cloud.Network.GetByName(t.Context(), "demo-test-net")
	require.NoError(t, err)
	require.NotNil(t, made)
	assert.Equal(t, fmt.Sprint(made.ID), outputs["network_id"].Value)
	assert.ElementsMatch(t, list("10.0.1.0/24", "10.0.2.0/24"), keys(outputs["subnet_ids"].Value.(map[string]any)))
	assert.Equal(t, "", outputs["route_table_id"].Value)
	require.Len(t, made.Routes, 1)
	assert.Equal(t, "10.0.1.10", made.Routes[0].Gateway.String())

	joinsNetwork(t, cloud, made)
	unit.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
	protectsNetwork(t, cloud)
	return outputs
}

// joinsNetwork makes subnets in a network that is there already, and leaves it there.
func joinsNetwork(t *testing.T, cloud *harness.Cloud, network *hcloud.Network) {
	t.Helper()
	unit := harness.Module(t, cloud, "network", "hetzner", networkVariables().With(vars{
		"network_id": fmt.Sprint(network.ID), "subnet_cidrs": list("10.0.3.0/24"), "routes": vars{},
		"region": "moon1", "hetzner": vars{"network_zone": "eu-central"}, // a location that the table does not know
	}))
	assert.Equal(t, map[string]int{"hcloud_network_subnet": 1}, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	assert.Equal(t, fmt.Sprint(network.ID), outputs["network_id"].Value)
	unit.Destroy(t)
	assert.Equal(t, map[string]int{"networks": 1}, cloud.Counts(t))
}

// protectsNetwork: the cloud refuses what the owner protected, until that is taken back.
func protectsNetwork(t *testing.T, cloud *harness.Cloud) {
	t.Helper()
	unit := harness.Module(t, cloud, "network", "hetzner", networkVariables().With(vars{"deletion_protection": true}))
	unit.Apply(t)
	made, _, err := cloud.Network.GetByName(t.Context(), "demo-test-net")
	require.NoError(t, err)
	_, err = cloud.Network.Delete(t.Context(), made)
	assert.True(t, hcloud.IsError(err, hcloud.ErrorCodeProtected), "%v", err)
	unit.Set(t, networkVariables())
	unit.Apply(t)
	unit.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
}
