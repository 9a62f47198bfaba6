package terratest

import (
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"infrastructure-template/tests/terratest/harness"
)

// inventoryDefaults are what units of the tests' inventories have in common.
var inventoryDefaults = vars{
	"provider": "hetzner", "region": "eu-central", "network_cidr": "10.0.0.0/16",
	"ssh_keys": vars{"admin": publicKey}, "ssh_cidrs": list("203.0.113.0/24"),
}

const stackFirewall = "module.firewall.hcloud_firewall.this"

var managementUnit = vars{"stack": "management", "servers": 3, "subnet_cidrs": list("10.0.1.0/24"), "volume_size": 20}

// management plans and applies a management unit, for those that depend on one.
func management(t *testing.T, environment *harness.Environment) (*harness.Unit, harness.Outputs) {
	t.Helper()
	unit := environment.Unit(t, "mgmt")
	return unit, unit.Apply(t)
}

func managementStack(t *testing.T) harness.Outputs {
	cloud := harness.NewCloud(t)
	environment := harness.Render(t, cloud, inventoryDefaults, vars{"mgmt": managementUnit})
	unit := environment.Unit(t, "mgmt")
	refusesAll(t, unit, []refusal{
		{"has 1, 3 or 5 servers", vars{"servers": 2}},
		{"At least one subnet is needed", vars{"subnet_cidrs": list()}},
		{"SSH (tcp port 22) would be open to the internet", vars{"ssh_cidrs": list("0.0.0.0/0")}},
		{"cannot do: volumes.size: Hetzner's volumes have 10 to 10240 GB", vars{"volume_size": 5}},
	})

	protectsInProd(t, unit, "mgmt", "module.network.hcloud_network.this[0]",
		"module.compute.hcloud_server.this[0]", "module.compute.hcloud_server.this[1]", "module.compute.hcloud_server.this[2]",
		`module.storage.hcloud_volume.this["data-1"]`, `module.storage.hcloud_volume.this["data-2"]`, `module.storage.hcloud_volume.this["data-3"]`)

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"hcloud_network": 1, "hcloud_network_subnet": 1, "hcloud_firewall": 1, "hcloud_ssh_key": 1,
		"hcloud_placement_group": 1, "hcloud_server": 3, "hcloud_volume": 3, "hcloud_volume_attachment": 3,
	}, plan.Counts())
	for _, values := range plan.All("hcloud_server") {
		assert.EqualValues(t, labels("mgmt"), values["labels"])
		assert.Equal(t, "cx23", values["server_type"])
	}
	assert.ElementsMatch(t, []string{
		"in tcp any from 10.0.0.0/16", "in udp any from 10.0.0.0/16", "in icmp from 10.0.0.0/16", "in tcp 22 from 203.0.113.0/24",
	}, rules(plan.Values(t, stackFirewall)))

	outputs := unit.Apply(t)
	assert.Equal(t, []string{"demo-test-mgmt-1", "demo-test-mgmt-2", "demo-test-mgmt-3"}, outputs.Texts("server_names"))
	assert.Equal(t, []string{"10.0.1.10", "10.0.1.11", "10.0.1.12"}, outputs.Texts("private_addresses"))
	for i, name := range outputs.Texts("server_names") {
		server, _, err := cloud.Server.GetByName(t.Context(), name)
		require.NoError(t, err)
		assert.Len(t, server.Volumes, 1, "the volumes of %s", name)
		assert.Equal(t, outputs.Texts("public_ipv4")[i], server.PublicNet.IPv4.IP.String())
	}
	repairs(t, unit)
	unit.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
	return outputs
}

// repairs: what someone deletes by hand is planned again, and nothing else.
func repairs(t *testing.T, unit *harness.Unit) {
	t.Helper()
	server, _, err := unit.Cloud.Server.GetByName(t.Context(), "demo-test-mgmt-2")
	require.NoError(t, err)
	_, _, err = unit.Cloud.Server.DeleteWithResult(t.Context(), server)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"hcloud_server": 1, "hcloud_volume_attachment": 1}, unit.Plan(t).Counts())
	unit.Apply(t)
}

func computeStack(t *testing.T) harness.Outputs {
	cloud := harness.NewCloud(t)
	environment := harness.Render(t, cloud, inventoryDefaults, vars{"mgmt": managementUnit, "web": vars{
		"stack": "compute", "depends_on": list("mgmt"), "servers": 2, "subnet_cidrs": list("10.0.2.0/24"),
		"load_balancer": vars{"services": list(vars{"port": 80, "target_port": 8080})},
	}})
	unit := environment.Unit(t, "web")
	refusesAll(t, unit, []refusal{
		{"lies within the network's range", vars{"subnet_cidrs": list("192.168.0.0/24")}},
		{"listens on each port once only", vars{"load_balancer": vars{"services": list(vars{"port": 80}, vars{"port": 80})}}},
		{"a whole number from 0 to 100", vars{"servers": -1}},
	})
	protectsWhenAsked(t, unit, "web", vars{"network_id": nil, "ssh_key_ids": vars{}}, "module.network.hcloud_network.this[0]",
		"module.compute.hcloud_server.this[0]", "module.compute.hcloud_server.this[1]", "module.compute.hcloud_load_balancer.this[0]")

	plan := unit.Plan(t) // with mocks, for mgmt is not there yet
	assert.Equal(t, map[string]int{
		"hcloud_network_subnet": 1, "hcloud_firewall": 1, "hcloud_placement_group": 1, "hcloud_server": 2, "hcloud_load_balancer": 1,
		"hcloud_load_balancer_network": 1, "hcloud_load_balancer_service": 1, "hcloud_load_balancer_target": 2,
	}, plan.Counts())
	assert.ElementsMatch(t, []string{
		"in icmp from 10.0.0.0/16", "in tcp 22 from 10.0.0.0/16,203.0.113.0/24", "in tcp 8080 from 10.0.0.0/16",
	}, rules(plan.Values(t, stackFirewall)))

	mgmt, given := management(t, environment)
	unit.Feed(t, map[string]harness.Outputs{"mgmt": given})
	outputs := unit.Apply(t)
	assert.Equal(t, given["network_id"].Value, outputs["unit_network_id"].Value, "it joins the network of mgmt")
	assert.Equal(t, given["ssh_key_ids"].Value, outputs["unit_ssh_key_ids"].Value, "it registers no key again")
	assert.Equal(t, []string{"10.0.2.10", "10.0.2.11"}, outputs.Texts("private_addresses"))
	assert.Len(t, outputs.Texts("load_balancer_addresses"), 2)

	unit.Destroy(t)
	mgmt.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
	standsAlone(t, cloud)
	return outputs
}

// standsAlone: a compute unit without a management plane has a network and keys of its own, and may do without public
// addresses.
func standsAlone(t *testing.T, cloud *harness.Cloud) {
	t.Helper()
	environment := harness.Render(t, cloud, inventoryDefaults, vars{
		"solo": vars{"stack": "compute", "subnet_cidrs": list("10.0.1.0/24"), "public_addresses": false},
	})
	unit := environment.Unit(t, "solo")
	assert.Equal(t, map[string]int{
		"hcloud_network": 1, "hcloud_network_subnet": 1, "hcloud_firewall": 1, "hcloud_ssh_key": 1, "hcloud_placement_group": 1, "hcloud_server": 1,
	}, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	assert.Empty(t, outputs.Texts("public_ipv4"))
	server, _, err := cloud.Server.GetByName(t.Context(), "demo-test-solo-1")
	require.NoError(t, err)
	assert.Equal(t, hcloud.ServerStatusRunning, server.Status)
	assert.True(t, server.PublicNet.IPv4.IsUnspecified())
	unit.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
}

func vpnStack(t *testing.T) harness.Outputs {
	cloud := harness.NewCloud(t)
	environment := harness.Render(t, cloud, inventoryDefaults, vars{"mgmt": managementUnit, "vpn": vars{
		"stack": "vpn", "depends_on": list("mgmt"), "protocols": list("wireguard", "openvpn"),
		"subnet_cidrs": list("10.0.3.0/24"), "client_cidr": "10.0.128.0/24",
	}})
	unit := environment.Unit(t, "vpn")
	refusesAll(t, unit, []refusal{
		{"speaks wireguard, openvpn or both", vars{"protocols": list("ipsec")}},
		{"The clients' range lies within network_cidr", vars{"client_cidr": "192.168.0.0/24"}},
		{"The clients' range lies within network_cidr", vars{"client_cidr": "10.0.128.0/30"}},
		{"The clients' range and the unit's own subnets do not overlap", vars{"client_cidr": "10.0.3.128/25"}},
		{"The clients' range and the unit's own subnets do not overlap", vars{"client_cidr": "10.0.2.0/23"}},
	})
	startsUp(t, unit)
	protectsWhenAsked(t, unit, "vpn", vars{"network_id": nil}, "module.network.hcloud_network.this[0]", "module.compute.hcloud_server.this[0]")

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"hcloud_network_subnet": 1, "hcloud_network_route": 1, "hcloud_firewall": 1, "hcloud_server": 1}, plan.Counts())
	assert.ElementsMatch(t, []string{
		"in icmp from 10.0.0.0/16", "in tcp 22 from 10.0.0.0/16,203.0.113.0/24",
		"in udp 51820 from 0.0.0.0/0,::/0", "in udp 1194 from 0.0.0.0/0,::/0",
	}, rules(plan.Values(t, stackFirewall)))

	mgmt, given := management(t, environment)
	unit.Feed(t, map[string]harness.Outputs{"mgmt": given})
	outputs := unit.Apply(t)
	address := outputs.Texts("public_ipv4")[0]
	assert.Equal(t, map[string]any{"wireguard": address + ":51820", "openvpn": address + ":1194"}, outputs["vpn_endpoints"].Value)
	network, _, err := cloud.Network.Get(t.Context(), given["network_id"].Value.(string))
	require.NoError(t, err)
	require.Len(t, network.Routes, 1)
	assert.Equal(t, "10.0.128.0/24", network.Routes[0].Destination.String())
	assert.Equal(t, outputs.Texts("private_addresses")[0], network.Routes[0].Gateway.String(), "clients are routed to the gateway")

	unit.Destroy(t)
	mgmt.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
	return outputs
}

// startsUp: the gateway's cloud-init is YAML, has what each protocol needs and no key.
func startsUp(t *testing.T, unit *harness.Unit) {
	t.Helper()
	console := *unit.Options
	for protocol, file := range map[string]string{"wireguard": "/etc/wireguard/wg0.conf", "openvpn": "/etc/sysctl.d/60-vpn-gateway.conf"} {
		console.Stdin = strings.NewReader(`base64encode(templatefile("cloud-init.yaml.tftpl", {protocols = ["` + protocol + `"], address = "10.0.128.1/24", port = 51820}))`)
		said := terraform.RunTerraformCommandAndGetStdout(t, &console, "console")
		text := decode(t, said)
		var config struct {
			Packages   []string
			WriteFiles []struct{ Path, Content string } `yaml:"write_files"`
		}
		require.NoError(t, yaml.Unmarshal([]byte(text), &config), "%s", text)
		assert.True(t, strings.HasPrefix(text, "#cloud-config\n"))
		assert.Contains(t, config.Packages, protocol)
		var paths []string
		for _, written := range config.WriteFiles {
			paths = append(paths, written.Path)
		}
		assert.Contains(t, paths, file)
		assert.NotContains(t, text, "PrivateKey")
	}
}
