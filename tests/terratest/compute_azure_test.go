package terratest

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

// azureComputeVariables: the load balancer of the other clouds' tests, spread as Azure does.
func azureComputeVariables() vars {
	variables := computeVariables().With(vars{
		"network_id":   azureID("Microsoft.Network/virtualNetworks/theirs"),
		"subnet_ids":   vars{"10.0.1.0/24": azureSubnet},
		"firewall_ids": list(azureID("Microsoft.Network/networkSecurityGroups/theirs")),
	})
	variables["load_balancer"] = variables["load_balancer"].(vars).With(vars{"algorithm": "round_robin"})
	return variables
}

func computeAzure(t *testing.T) harness.Outputs {
	variables := azureComputeVariables()
	unit := harness.Module(t, nil, "compute", "azure", variables)
	refusesBadCompute(t, unit)
	refusesAzureLimits(t, unit)

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"azurerm_resource_group": 1, "azurerm_availability_set": 1, "azurerm_linux_virtual_machine": 3, "azurerm_network_interface": 3,
		"azurerm_network_interface_security_group_association": 3, "azurerm_public_ip": 7, "azurerm_lb": 1,
		"azurerm_lb_backend_address_pool": 1, "azurerm_network_interface_backend_address_pool_association": 3,
		"azurerm_lb_probe": 2, "azurerm_lb_rule": 2, "terraform_data": 4,
	}, plan.Counts())
	azureServes(t, plan)
	azureBalances(t, plan)

	outputs := unit.Apply(t)
	assert.Equal(t, []string{"demo-test-web-1", "demo-test-web-2", "demo-test-web-3"}, outputs.Texts("server_names"))
	assert.Equal(t, []string{"10.0.1.10", "10.0.1.11", "10.0.1.12"}, outputs.Texts("private_addresses"))
	assert.Equal(t, []string{"", "", ""}, outputs.Texts("zones"))
	for _, name := range []string{"public_ipv4", "public_ipv6", "server_ids", "interface_ids"} {
		assert.Len(t, outputs.Texts(name), 3, name)
		assert.NotContains(t, outputs.Texts(name), "", name)
	}
	assert.Len(t, outputs.Texts("load_balancer_addresses"), 1)
	assert.Equal(t, []string{"0.0.0.0/0", "168.63.129.16/32"}, outputs.Texts("load_balancer_source_cidrs"))

	unit.Set(t, variables.With(vars{"user_data": "#cloud-config\nother: true\n", "ssh_keys": vars{"other": publicKey + "2"}}))
	assert.Equal(t, outputs.Texts("server_ids"), unit.Apply(t).Texts("server_ids"), "the first boot is over")
	unit.Set(t, variables.With(vars{"servers": 0, "load_balancer": nil, "ssh_keys": vars{}}))
	without := unit.Apply(t)
	assert.Equal(t, typeNames(outputs.Types()), typeNames(without.Types()))
	assert.Empty(t, without.Texts("server_ids"))
	assert.Empty(t, without.Texts("load_balancer_source_cidrs"))
	azureGuards(t, unit, variables, "/resourceGroups/demo-test-web-compute$")
	spreadsAzure(t)
	return outputs
}

func refusesAzureLimits(t *testing.T, unit *harness.Unit) {
	t.Helper()
	balancer := func(changes, service vars) vars {
		return vars{"load_balancer": vars{"services": list(vars{"port": 80}.With(service))}.With(changes)}
	}
	refusesAll(t, unit, []refusal{
		{"cannot do: region: another cloud's: Azure's own regions", vars{"region": "eu-centrall"}},
		{"subnet_ids: none: Azure puts each server in a private network", vars{"subnet_ids": vars{}}},
		{"firewall_ids: several: Azure protects", vars{"firewall_ids": list(azureID("a"), azureID("b"))}},
		{"ssh_keys: ecdsa: Azure takes SSH keys", vars{"ssh_keys": vars{"admin": "sk-ssh-ed25519@openssh.com AAAAGnNr"}}},
		{"spread: zones: Azure has availability zones", vars{"spread": "zones", "region": "northcentralus"}},
		{"algorithm: least_connections: Azure spreads connections", balancer(vars{"algorithm": "least_connections"}, vars{})},
		{"health_check.timeout: Azure chooses", balancer(vars{}, vars{"health_check": vars{"timeout": 5}})},
		{"health_check.interval: Azure checks", balancer(vars{}, vars{"health_check": vars{"interval": 4, "timeout": 4}})},
		{"Azure's load balancer for servers is small", balancer(vars{"size": "lb11"}, vars{})},
		{"Azure's images are written publisher:offer:sku:version", vars{"image": "debian-11"}},
	})
}

// azureServes: what the planned servers are.
func azureServes(t *testing.T, plan *harness.Plan) {
	t.Helper()
	second := plan.Values(t, "azurerm_linux_virtual_machine.this[1]")
	isTagged(t, second, "demo-test-web-2", "compute", "web")
	assert.Equal(t, "Standard_B4als_v2", second["size"])
	assert.Nil(t, second["zone"])
	assert.Equal(t, "azureuser", second["admin_username"])
	assert.Equal(t, true, second["disable_password_authentication"])
	assert.Equal(t, publicKey, azureBlock(t, second, "admin_ssh_key")["public_key"])
	assert.Equal(t, base64.StdEncoding.EncodeToString([]byte("#cloud-config\n")), second["custom_data"])
	assert.Equal(t, map[string]any{"publisher": "Debian", "offer": "debian-12", "sku": "12-gen2", "version": "latest"}, azureBlock(t, second, "source_image_reference"))
	set := plan.Values(t, "azurerm_availability_set.this[0]")
	isTagged(t, set, "demo-test-web", "compute", "web")
	assert.EqualValues(t, 20, set["platform_update_domain_count"])

	card := plan.Values(t, "azurerm_network_interface.this[1]")
	isTagged(t, card, "demo-test-web-2", "compute", "web")
	assert.Equal(t, false, card["ip_forwarding_enabled"])
	addresses := card["ip_configuration"].([]any)
	assert.Len(t, addresses, 2)
	first, other := addresses[0].(map[string]any), addresses[1].(map[string]any)
	assert.Equal(t, "10.0.1.11", first["private_ip_address"])
	assert.Equal(t, "Static", first["private_ip_address_allocation"])
	assert.Equal(t, true, first["primary"])
	assert.Equal(t, azureSubnet, first["subnet_id"])
	assert.Equal(t, "IPv6", other["private_ip_address_version"])
	isTagged(t, plan.Values(t, "azurerm_public_ip.ipv6[1]"), "demo-test-web-2-ipv6", "compute", "web")
	for address, one := range plan.All("azurerm_public_ip") {
		assert.Equal(t, "Standard", one["sku"], address)
		assert.Equal(t, "Static", one["allocation_method"], address)
	}
	guard := plan.Values(t, "azurerm_network_interface_security_group_association.this[0]")
	assert.Equal(t, azureID("Microsoft.Network/networkSecurityGroups/theirs"), guard["network_security_group_id"])
}

func azureBalances(t *testing.T, plan *harness.Plan) {
	t.Helper()
	balancer := plan.Values(t, "azurerm_lb.this[0]")
	isTagged(t, balancer, "demo-test-web", "compute", "web")
	assert.Equal(t, "Standard", balancer["sku"])
	assert.ElementsMatch(t, list("1", "2", "3"), plan.Values(t, "azurerm_public_ip.load_balancer[0]")["zones"])
	check := plan.Values(t, `azurerm_lb_probe.this["80"]`)
	assert.Equal(t, "Http", check["protocol"])
	assert.Equal(t, "/up", check["request_path"])
	assert.EqualValues(t, 8080, check["port"])
	assert.EqualValues(t, 2, check["probe_threshold"])
	assert.EqualValues(t, 15, check["interval_in_seconds"])
	database := plan.Values(t, `azurerm_lb_probe.this["5432"]`)
	assert.Equal(t, "Tcp", database["protocol"])
	assert.Nil(t, database["request_path"])
	web := plan.Values(t, `azurerm_lb_rule.this["80"]`)
	assert.Equal(t, "Tcp", web["protocol"])
	assert.EqualValues(t, 80, web["frontend_port"])
	assert.EqualValues(t, 8080, web["backend_port"])
	assert.Equal(t, true, web["disable_outbound_snat"])
	assert.Equal(t, "ipv4", plan.Values(t, "azurerm_network_interface_backend_address_pool_association.this[0]")["ip_configuration_name"])
}

// spreadsAzure: over zones in turn; private, forwarding, from an image of one's own; with mocks.
func spreadsAzure(t *testing.T) {
	t.Helper()
	image := azureID("Microsoft.Compute/images/own")
	private := azureComputeVariables().With(vars{
		"servers": 4, "spread": "zones", "load_balancer": nil, "public_addresses": false, "ip_forwarding": true,
		"image": image, "size": "Standard_D2as_v5", "region": "westeurope",
	})
	unit := harness.Module(t, nil, "compute", "azure", private)
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"azurerm_resource_group": 1, "azurerm_linux_virtual_machine": 4, "azurerm_network_interface": 4,
		"azurerm_network_interface_security_group_association": 4, "terraform_data": 4,
	}, plan.Counts())
	for address, zone := range map[string]string{"0": "1", "1": "2", "2": "3", "3": "1"} {
		assert.Equal(t, zone, plan.Values(t, "azurerm_linux_virtual_machine.this["+address+"]")["zone"])
	}
	one := plan.Values(t, "azurerm_linux_virtual_machine.this[0]")
	assert.Equal(t, "Standard_D2as_v5", one["size"])
	assert.Equal(t, image, one["source_image_id"])
	assert.Empty(t, one["source_image_reference"])
	assert.Equal(t, "westeurope", one["location"])
	card := plan.Values(t, "azurerm_network_interface.this[0]")
	assert.Equal(t, true, card["ip_forwarding_enabled"])
	assert.Nil(t, azureBlock(t, card, "ip_configuration")["public_ip_address_id"])
	outputs := unit.Apply(t)
	assert.Empty(t, outputs.Texts("public_ipv4"))
	assert.Equal(t, []string{"1", "2", "3", "1"}, outputs.Texts("zones"))
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))

	unit.Set(t, private.With(vars{"subnet_ids": vars{"10.0.1.0/24": "0"}, "firewall_ids": list("0"), "spread": "none"}))
	assert.Equal(t, 4, unit.Plan(t).Counts()["azurerm_linux_virtual_machine"], "planned with mocks")
}
