package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func networkOci(t *testing.T) harness.Outputs {
	variables := ociIn(networkVariables())
	unit := harness.Module(t, nil, "network", "oci", variables)
	refusesBadNetworks(t, unit)
	ociRefuses(t, unit, "net")
	refusesAll(t, unit, []refusal{
		{"Unit net asks for what its provider cannot do: routes: network_id", vars{"network_id": ociNetwork}},
		{"Unit net wants nat in another unit's network", vars{"network_id": ociNetwork, "routes": vars{}, "nat": true}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"oci_core_vcn": 1, "oci_core_subnet": 2, "oci_core_internet_gateway": 1, "oci_core_default_route_table": 1,
		"oci_core_default_security_list": 1, "terraform_data": 1,
	}, plan.Counts())
	network := plan.Values(t, "oci_core_vcn.this[0]")
	ociTagged(t, network, "demo-test-net", "net")
	assert.Equal(t, list("10.0.0.0/16"), network["cidr_blocks"])
	assert.Equal(t, true, network["is_ipv6enabled"])
	second := plan.Values(t, `oci_core_subnet.this["10.0.2.0/24"]`)
	ociTagged(t, second, "demo-test-net-10.0.2.0-24", "net")
	assert.Equal(t, "10.0.2.0/24", second["cidr_block"])
	assert.Equal(t, false, second["prohibit_public_ip_on_vnic"])
	open := plan.Values(t, "oci_core_default_security_list.this[0]")
	assert.Empty(t, open["ingress_security_rules"], "what Oracle lets in by default")
	assert.Empty(t, open["egress_security_rules"])
	assert.ElementsMatch(t, []string{"0.0.0.0/0", "10.0.128.0/24"}, destinations(t, plan.Values(t, "oci_core_default_route_table.this[0]")))

	outputs := unit.Apply(t)
	assert.NotEmpty(t, outputs["network_id"].Value)
	assert.Equal(t, "", outputs["route_table_id"].Value)
	assert.ElementsMatch(t, list("10.0.1.0/24", "10.0.2.0/24"), keys(outputs["subnet_ids"].Value.(map[string]any)))
	ociGuards(t, unit, variables)
	ociTranslates(t, unit, variables)
	ociJoins(t)
	return outputs
}

func destinations(t *testing.T, table map[string]any) []string {
	t.Helper()
	found := []string{}
	for _, one := range table["route_rules"].([]any) {
		rule := one.(map[string]any)
		assert.Equal(t, "CIDR_BLOCK", rule["destination_type"])
		found = append(found, rule["destination"].(string))
	}
	return found
}

// ociTranslates: with nat, subnets have a table of their own and no public addresses.
func ociTranslates(t *testing.T, unit *harness.Unit, variables vars) {
	t.Helper()
	unit.Set(t, variables.With(vars{"nat": true}))
	plan := unit.Plan(t)
	counts := plan.Counts()
	assert.Equal(t, []int{1, 1, 2}, []int{counts["oci_core_nat_gateway"], counts["oci_core_route_table"], counts["oci_core_route_table_attachment"]})
	assert.Equal(t, true, plan.Values(t, `oci_core_subnet.this["10.0.1.0/24"]`)["prohibit_public_ip_on_vnic"])
	table := plan.Values(t, "oci_core_route_table.nat[0]")
	ociTagged(t, table, "demo-test-net-nat", "net")
	assert.ElementsMatch(t, []string{"0.0.0.0/0", "10.0.128.0/24"}, destinations(t, table))
	assert.NotEmpty(t, unit.Apply(t)["route_table_id"].Value)
	unit.Destroy(t)
}

// ociJoins makes subnets in a network that is there already, and gives them its table when they have no public addresses.
func ociJoins(t *testing.T) {
	t.Helper()
	joined := ociIn(networkVariables()).With(vars{"network_id": ociNetwork, "subnet_cidrs": list("10.0.112.0/24"), "routes": vars{}})
	unit := harness.Module(t, nil, "network", "oci", joined)
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"oci_core_subnet": 1}, plan.Counts())
	assert.Equal(t, ociNetwork, plan.Values(t, `oci_core_subnet.this["10.0.112.0/24"]`)["vcn_id"])

	unit.Set(t, joined.With(vars{"nat": true, "route_table_id": "ocid1.routetable.oc1..theirs"}))
	plan = unit.Plan(t)
	assert.Equal(t, map[string]int{"oci_core_subnet": 1, "oci_core_route_table_attachment": 1}, plan.Counts())
	attachment := plan.Values(t, `oci_core_route_table_attachment.this["10.0.112.0/24"]`)
	assert.Equal(t, "ocid1.routetable.oc1..theirs", attachment["route_table_id"])
	assert.Equal(t, ociNetwork, unit.Apply(t)["network_id"].Value)
	unit.Destroy(t)
}
