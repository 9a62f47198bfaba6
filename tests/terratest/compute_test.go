package terratest

import (
	"fmt"
	"net"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

func computeVariables() vars {
	return common("web").With(vars{
		"servers":   3,
		"size":      "medium",
		"ssh_keys":  vars{"admin": publicKey},
		"user_data": "#cloud-config\n",
		"load_balancer": vars{"algorithm": "least_connections", "services": list(
			vars{"port": 80, "target_port": 8080, "health_check": vars{"path": "/up", "retries": 2}},
			vars{"port": 5432, "protocol": "tcp"},
		)},
	})
}

func refusesBadCompute(t *testing.T, unit *harness.Unit) {
	t.Helper()
	refusesBadContext(t, unit)
	refusesAll(t, unit, []refusal{
		{"a whole number from 0 to 100", vars{"servers": 101}},
		{"A size is small, medium, large, xlarge", vars{"size": "very big"}},
		{"Unit web asks for what its provider cannot do: size: another cloud's", vars{"size": "smal"}},
		{"too few addresses for its share of the servers", vars{"servers": 6, "subnet_ids": vars{"10.0.9.0/28": "1-10.0.9.0/28"}}},
		{"too few addresses for its share of the servers", vars{"servers": 12, "subnet_ids": vars{"10.0.8.0/24": "1-10.0.8.0/24", "10.0.9.0/28": "1-10.0.9.0/28"}}},
		{"An image is debian-12", vars{"image": "debian 12"}},
		{"At least one SSH public key is needed", vars{"ssh_keys": vars{}}},
		{"The name of an SSH key", vars{"ssh_keys": vars{"An Admin": publicKey}}},
		{"the one line of a public key file", vars{"ssh_keys": vars{"admin": "-----BEGIN OPENSSH PRIVATE KEY-----"}}},
		{"Servers without public addresses need", vars{"public_addresses": false, "subnet_ids": vars{}}},
		{"spread over hosts, zones or none", vars{"spread": "racks"}},
		{"has at least one service", vars{"load_balancer": vars{"services": list()}}},
		{"algorithm is round_robin", vars{"load_balancer": vars{"algorithm": "dice", "services": list(vars{"port": 1})}}},
		{"is http or tcp", vars{"load_balancer": vars{"services": list(vars{"port": 1, "protocol": "udp"})}}},
		{"whole numbers from 1 to 65535", vars{"load_balancer": vars{"services": list(vars{"port": 0})}}},
		{"listens on each port once only", vars{"load_balancer": vars{"services": list(vars{"port": 1}, vars{"port": 1})}}},
		{"its interval is not shorter", vars{"load_balancer": vars{"services": list(vars{"port": 1, "health_check": vars{"interval": 5}})}}},
	})
}

// surroundings are what another module would make: a network with a subnet, and a firewall.
func surroundings(t *testing.T, cloud *harness.Cloud) (vars, func()) {
	t.Helper()
	_, whole, _ := net.ParseCIDR("10.0.0.0/16")
	_, part, _ := net.ParseCIDR("10.0.1.0/24")
	network, _, err := cloud.Network.Create(t.Context(), hcloud.NetworkCreateOpts{
		Name: "surroundings", IPRange: whole,
		Subnets: []hcloud.NetworkSubnet{{Type: "cloud", NetworkZone: "eu-central", IPRange: part}},
	})
	require.NoError(t, err)
	firewall, _, err := cloud.Firewall.Create(t.Context(), hcloud.FirewallCreateOpts{Name: "surroundings"})
	require.NoError(t, err)
	id := fmt.Sprint(network.ID)
	return vars{
			"network_id":   id,
			"subnet_ids":   vars{"10.0.1.0/24": id + "-10.0.1.0/24"},
			"firewall_ids": list(fmt.Sprint(firewall.Firewall.ID)),
		}, func() {
			_, err := cloud.Network.Delete(t.Context(), network)
			assert.NoError(t, err)
			_, err = cloud.Firewall.Delete(t.Context(), firewall.Firewall)
			assert.NoError(t, err)
		}
}

func computeHetzner(t *testing.T) harness.Outputs {
	cloud := harness.NewCloud(t)
	around, remove := surroundings(t, cloud)
	unit := harness.Module(t, cloud, "compute", "hetzner", computeVariables().With(around))
	refusesBadCompute(t, unit)
	refusesAll(t, unit, []refusal{
		{"Unit web asks for what its provider cannot do: size: cx: Hetzner has types of the series cx", vars{"region": "ap-southeast"}},
		{"Unit web asks for what its provider cannot do: size: cx: Hetzner has types of the series cx", vars{"region": "us-east", "size": "cx33"}},
		{"spread: zones: Hetzner has several locations in eu-central only", vars{"region": "us-east", "size": "cpx31", "spread": "zones"}},
		{"spread: zones: Hetzner has several locations in eu-central only", vars{"region": "fsn1", "spread": "zones"}},
		{"Hetzner's health checks take from 1 to 5 retries", vars{"load_balancer": vars{"services": list(vars{"port": 80, "health_check": vars{"retries": 6}})}}},
	})
	unit.Change(t, vars{"region": "us-east", "image": "ubuntu-24.04"})
	american := unit.Plan(t).Values(t, "hcloud_server.this[1]")
	assert.Equal(t, "cpx31", american["server_type"], "what Hetzner has in the United States")
	assert.Equal(t, "ubuntu-24.04", american["image"])
	unit.Change(t, vars{})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"hcloud_server": 3, "hcloud_placement_group": 1, "hcloud_ssh_key": 1, "hcloud_load_balancer": 1,
		"hcloud_load_balancer_network": 1, "hcloud_load_balancer_service": 2, "hcloud_load_balancer_target": 3,
	}, plan.Counts())
	second := plan.Values(t, "hcloud_server.this[1]")
	isLabelled(t, second, "demo-test-web-2", "web")
	assert.Equal(t, "cx33", second["server_type"])
	assert.Equal(t, "debian-12", second["image"])
	assert.Equal(t, "fsn1", second["location"])
	assert.Equal(t, "10.0.1.11", second["network"].([]any)[0].(map[string]any)["ip"])
	isLabelled(t, plan.Values(t, "hcloud_load_balancer.this[0]"), "demo-test-web", "web")
	isLabelled(t, plan.Values(t, "hcloud_placement_group.this[0]"), "demo-test-web-1", "web")

	outputs := unit.Apply(t)
	assert.Equal(t, []string{"demo-test-web-1", "demo-test-web-2", "demo-test-web-3"}, outputs.Texts("server_names"))
	assert.Equal(t, []string{"10.0.1.10", "10.0.1.11", "10.0.1.12"}, outputs.Texts("private_addresses"))
	assert.Equal(t, []string{"fsn1", "fsn1", "fsn1"}, outputs.Texts("zones"))
	assert.Len(t, outputs.Texts("public_ipv4"), 3)
	assert.Len(t, outputs.Texts("public_ipv6"), 3)
	isComputed(t, cloud, outputs)
	isBalanced(t, cloud, outputs)
	assert.Empty(t, outputs.Texts("load_balancer_source_cidrs"))
	withoutServers(t, unit, around, outputs)

	unit.Destroy(t)
	remove()
	isEmpty(t, cloud, map[string]int{})
	spreads(t, cloud)
	return outputs
}

// isComputed compares the outputs with the servers that the cloud has.
func isComputed(t *testing.T, cloud *harness.Cloud, outputs harness.Outputs) {
	t.Helper()
	for i, id := range outputs.Texts("server_ids") {
		server, _, err := cloud.Server.Get(t.Context(), id)
		require.NoError(t, err)
		require.NotNil(t, server)
		assert.Equal(t, outputs.Texts("server_names")[i], server.Name)
		assert.Equal(t, outputs.Texts("private_addresses")[i], server.PrivateNet[0].IP.String())
		assert.Equal(t, outputs.Texts("public_ipv4")[i], server.PublicNet.IPv4.IP.String())
		assert.Len(t, server.PublicNet.Firewalls, 1)
		assert.NotNil(t, server.PlacementGroup)
	}
}

func isBalanced(t *testing.T, cloud *harness.Cloud, outputs harness.Outputs) {
	t.Helper()
	balancer, _, err := cloud.LoadBalancer.GetByName(t.Context(), "demo-test-web")
	require.NoError(t, err)
	require.NotNil(t, balancer)
	assert.Equal(t, []string{balancer.PublicNet.IPv4.IP.String(), balancer.PublicNet.IPv6.IP.String()}, outputs.Texts("load_balancer_addresses"))
	assert.Equal(t, "lb11", balancer.LoadBalancerType.Name)
	assert.Equal(t, hcloud.LoadBalancerAlgorithmTypeLeastConnections, balancer.Algorithm.Type)
	assert.Equal(t, "10.0.1.4", balancer.PrivateNet[0].IP.String())
	require.Len(t, balancer.Targets, 3)
	for _, target := range balancer.Targets {
		assert.True(t, target.UsePrivateIP)
	}
	require.Len(t, balancer.Services, 2)
	for _, service := range balancer.Services {
		switch service.ListenPort {
		case 80:
			assert.Equal(t, 8080, service.DestinationPort)
			assert.Equal(t, "/up", service.HealthCheck.HTTP.Path)
			assert.Equal(t, 2, service.HealthCheck.Retries)
		case 5432:
			assert.Equal(t, hcloud.LoadBalancerServiceProtocolTCP, service.Protocol)
			assert.Equal(t, 5432, service.HealthCheck.Port)
		default:
			t.Errorf("a service on port %d", service.ListenPort)
		}
	}
}

// withoutServers: outputs keep their types when there is nothing in them.
func withoutServers(t *testing.T, unit *harness.Unit, around vars, before harness.Outputs) {
	t.Helper()
	unit.Set(t, computeVariables().With(around).With(vars{"servers": 0, "load_balancer": nil}))
	outputs := unit.Apply(t)
	assert.Equal(t, typeNames(before.Types()), typeNames(outputs.Types()))
	assert.Empty(t, outputs.Texts("server_ids"))
	assert.Empty(t, outputs.Texts("load_balancer_addresses"))
}

// spreads: placement groups take ten servers each, zones are dealt out in turn, and neither needs a private network.
func spreads(t *testing.T, cloud *harness.Cloud) {
	t.Helper()
	many := computeVariables().With(vars{"servers": 12, "load_balancer": nil})
	unit := harness.Module(t, cloud, "compute", "hetzner", many)
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"hcloud_server": 12, "hcloud_placement_group": 2, "hcloud_ssh_key": 1}, plan.Counts())
	assert.Equal(t, "demo-test-web-12", plan.Values(t, "hcloud_server.this[11]")["name"])

	unit.Set(t, many.With(vars{"servers": 5, "subnet_ids": vars{"10.0.9.0/28": "1-10.0.9.0/28"}, "network_id": "1", "size": "ccx13"}))
	assert.Equal(t, "10.0.9.14", unit.Plan(t).Values(t, "hcloud_server.this[4]")["network"].([]any)[0].(map[string]any)["ip"], "all that a /28 has")
	unit.Set(t, many.With(vars{"servers": 1, "spread": "zones", "region": "fsn1"}))
	assert.Equal(t, "fsn1", unit.Plan(t).Values(t, "hcloud_server.this[0]")["location"], "one server has nothing to be spread from")

	unit.Set(t, many.With(vars{"servers": 4, "spread": "zones"}))
	plan = unit.Plan(t)
	assert.Equal(t, map[string]int{"hcloud_server": 4, "hcloud_ssh_key": 1}, plan.Counts())
	for address, location := range map[string]string{"0": "fsn1", "1": "nbg1", "2": "hel1", "3": "fsn1"} {
		assert.Equal(t, location, plan.Values(t, "hcloud_server.this["+address+"]")["location"])
	}
	outputs := unit.Apply(t)
	assert.Empty(t, outputs.Texts("private_addresses"))
	unit.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
}
