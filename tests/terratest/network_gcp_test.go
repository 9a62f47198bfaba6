package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func networkGcp(t *testing.T) harness.Outputs {
	variables := networkVariables().With(vars{"nat": true})
	unit := harness.Module(t, nil, "network", "gcp", variables)
	refusesBadNetworks(t, unit)
	refusesAll(t, unit, []refusal{
		{"cannot do: region: another cloud's: Google Cloud's own regions", vars{"region": "fsn1"}},
		{"Unit net asks for what its provider cannot do: routes: IPv6", vars{"routes": vars{"2001:db8::/32": vars{"address": "10.0.1.10", "interface_id": "1"}}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"google_compute_network": 1, "google_compute_subnetwork": 2, "google_compute_route": 1, "google_compute_router": 1,
		"google_compute_router_nat": 1, "terraform_data": 1,
	}, plan.Counts())
	network := plan.Values(t, "google_compute_network.this[0]")
	assert.Equal(t, "demo-test-net", network["name"])
	assert.Equal(t, false, network["auto_create_subnetworks"])
	second := plan.Values(t, `google_compute_subnetwork.this["10.0.2.0/24"]`)
	assert.Equal(t, "demo-test-net-10-0-2-0-24", second["name"])
	assert.Equal(t, "10.0.2.0/24", second["ip_cidr_range"])
	assert.Equal(t, "europe-west3", second["region"])
	assert.Equal(t, "IPV4_IPV6", second["stack_type"])
	route := plan.Values(t, `google_compute_route.this["10.0.128.0/24"]`)
	assert.Equal(t, "10.0.128.0/24", route["dest_range"])
	assert.Equal(t, "10.0.1.10", route["next_hop_ip"])
	nat := plan.Values(t, "google_compute_router_nat.this[0]")
	assert.Equal(t, "LIST_OF_SUBNETWORKS", nat["source_subnetwork_ip_ranges_to_nat"])
	assert.Len(t, nat["subnetwork"], 2)

	outputs := unit.Apply(t)
	assert.NotEmpty(t, outputs["network_id"].Value)
	assert.Equal(t, "", outputs["route_table_id"].Value)
	assert.ElementsMatch(t, list("10.0.1.0/24", "10.0.2.0/24"), keys(outputs["subnet_ids"].Value.(map[string]any)))
	gcpGuards(t, unit, variables)
	gcpJoinsNetwork(t)
	return outputs
}

// gcpJoinsNetwork makes subnets in a network that is there already, in one zone's region, and names no longer than
// Google takes.
func gcpJoinsNetwork(t *testing.T) {
	t.Helper()
	long := vars{"product": "a-product-with-a-long-name", "environment": "staging", "unit": "another-long-name", "labels": vars{}}
	unit := harness.Module(t, nil, "network", "gcp", networkVariables().With(vars{
		"context": long, "network_id": gcpNetwork, "subnet_cidrs": list("10.0.112.0/24"), "routes": vars{}, "region": "us-east1-b",
	}))
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"google_compute_subnetwork": 1}, plan.Counts())
	subnet := plan.Values(t, `google_compute_subnetwork.this["10.0.112.0/24"]`)
	assert.Equal(t, gcpNetwork, subnet["network"])
	assert.Equal(t, "us-east1", subnet["region"])
	assert.Regexp(t, "^a-product-with-a-long-name-staging-another-long-name-[0-9a-f]{8}$", subnet["name"])
	assert.LessOrEqual(t, len(subnet["name"].(string)), 63)
	assert.Equal(t, gcpNetwork, unit.Apply(t)["network_id"].Value)
	unit.Destroy(t)
}
