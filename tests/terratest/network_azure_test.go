package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func networkAzure(t *testing.T) harness.Outputs {
	variables := networkVariables().With(vars{"nat": true})
	unit := harness.Module(t, nil, "network", "azure", variables)
	refusesBadNetworks(t, unit)
	refusesAll(t, unit, []refusal{
		{"cannot do: region: another cloud's: Azure's own regions", vars{"region": "eu-centrall"}},
		{"Azure's subnets are at most /24", vars{"cidr": "10.0.0.0/8", "subnet_cidrs": list("10.0.1.0/25", "10.0.1.128/25"), "routes": vars{}}},
		{"Azure keeps routes in a route table", vars{"network_id": azureID("Microsoft.Network/virtualNetworks/theirs")}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"azurerm_resource_group": 1, "azurerm_virtual_network": 1, "azurerm_subnet": 2, "azurerm_route_table": 1, "azurerm_route": 1,
		"azurerm_subnet_route_table_association": 2, "azurerm_public_ip": 1, "azurerm_nat_gateway": 1,
		"azurerm_nat_gateway_public_ip_association": 1, "azurerm_subnet_nat_gateway_association": 2, "terraform_data": 1,
	}, plan.Counts())
	network := plan.Values(t, "azurerm_virtual_network.this[0]")
	isTagged(t, network, "demo-test-net", "network", "net")
	space := network["address_space"].([]any)
	assert.Len(t, space, 2)
	assert.Contains(t, space, "10.0.0.0/16")
	assert.Contains(t, space, "fd4a:cfee:7f6e::/48", "unique local, from the hash of the name")
	subnet := plan.Values(t, `azurerm_subnet.this["10.0.2.0/24"]`)
	assert.Equal(t, "demo-test-net-10-0-2-0-24", subnet["name"])
	assert.Equal(t, list("10.0.2.0/24", "fd4a:cfee:7f6e:200::/64"), subnet["address_prefixes"])
	assert.Equal(t, false, subnet["default_outbound_access_enabled"])
	isTagged(t, plan.Values(t, "azurerm_route_table.this[0]"), "demo-test-net", "network", "net")
	isTagged(t, plan.Values(t, "azurerm_nat_gateway.this[0]"), "demo-test-net", "network", "net")
	isTagged(t, plan.Values(t, "azurerm_public_ip.nat[0]"), "demo-test-net-nat", "network", "net")
	route := plan.Values(t, `azurerm_route.this["10.0.128.0/24"]`)
	assert.Equal(t, "10.0.128.0/24", route["address_prefix"])
	assert.Equal(t, "VirtualAppliance", route["next_hop_type"])
	assert.Equal(t, "10.0.1.10", route["next_hop_in_ip_address"])
	assert.Equal(t, "demo-test-net-network", route["resource_group_name"])

	outputs := unit.Apply(t)
	assert.Regexp(t, "/resourceGroups/demo-test-net-network/providers/Microsoft.Network/virtualNetworks/demo-test-net$", outputs["network_id"].Value)
	assert.Regexp(t, "/routeTables/demo-test-net$", outputs["route_table_id"].Value)
	assert.ElementsMatch(t, list("10.0.1.0/24", "10.0.2.0/24"), keys(outputs["subnet_ids"].Value.(map[string]any)))
	azureGuards(t, unit, variables, "/subnets/demo-test-net-10-0-[12]-0-24$")
	joinsAzureNetwork(t, outputs)
	return outputs
}

// joinsAzureNetwork makes subnets in another unit's network, and routes in its table; also while both are mocks.
func joinsAzureNetwork(t *testing.T, theirs harness.Outputs) {
	t.Helper()
	joining := networkVariables().With(vars{
		"context":    common("vpn")["context"],
		"network_id": theirs["network_id"].Value, "route_table_id": theirs["route_table_id"].Value, "subnet_cidrs": list("10.0.3.0/24"),
	})
	unit := harness.Module(t, nil, "network", "azure", joining)
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"azurerm_subnet": 1, "azurerm_subnet_route_table_association": 1, "azurerm_route": 1}, plan.Counts())
	subnet := plan.Values(t, `azurerm_subnet.this["10.0.3.0/24"]`)
	assert.Equal(t, "demo-test-vpn-10-0-3-0-24", subnet["name"])
	assert.Equal(t, "demo-test-net", subnet["virtual_network_name"])
	assert.Equal(t, "demo-test-net-network", subnet["resource_group_name"])
	assert.Equal(t, list("10.0.3.0/24", "fd4a:cfee:7f6e:300::/64"), subnet["address_prefixes"], "in the owner's range")
	route := plan.Values(t, `azurerm_route.this["10.0.128.0/24"]`)
	assert.Equal(t, "demo-test-vpn-10-0-128-0-24", route["name"])
	assert.Equal(t, "demo-test-net", route["route_table_name"])
	assert.Equal(t, "demo-test-net-network", route["resource_group_name"])
	outputs := unit.Apply(t)
	assert.Equal(t, theirs["network_id"].Value, outputs["network_id"].Value)
	assert.Equal(t, theirs["route_table_id"].Value, outputs["route_table_id"].Value)
	assert.Equal(t, typeNames(theirs.Types()), typeNames(outputs.Types()))
	unit.Destroy(t)

	unit.Set(t, joining.With(vars{"network_id": "0", "route_table_id": "0"}))
	assert.Equal(t, 1, unit.Plan(t).Counts()["azurerm_subnet"], "planned with mocks")
	unit.Set(t, joining.With(vars{"route_table_id": "", "routes": vars{}, "nat": true}))
	assert.Equal(t, map[string]int{
		"azurerm_resource_group": 1, "azurerm_subnet": 1, "azurerm_public_ip": 1, "azurerm_nat_gateway": 1,
		"azurerm_nat_gateway_public_ip_association": 1, "azurerm_subnet_nat_gateway_association": 1,
	}, unit.Plan(t).Counts(), "without a route table, with address translation of its own")
}
