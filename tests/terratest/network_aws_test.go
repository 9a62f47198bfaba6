package terratest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

func networkAws(t *testing.T) harness.Outputs {
	unit := harness.Module(t, nil, "network", "aws", networkVariables())
	refusesBadNetworks(t, unit)
	refusesAll(t, unit, []refusal{
		{"AWS's networks and subnets have ranges from /16 to /28", vars{"cidr": "10.0.0.0/8"}},
		{"A subnet on AWS is at least 1/256 of its network, /24 in 10.0.0.0/16", vars{"subnet_cidrs": list("10.0.1.0/25")}},
		{"No zones are known for AWS's region moon-1", vars{"region": "moon-1"}},
		{"need that unit's route_table_id", vars{"network_id": "0"}},
		{"has no address translation", vars{"network_id": "vpc-mock", "route_table_id": "rtb-1", "nat": true}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"aws_vpc": 1, "aws_vpc_ipv4_cidr_block_association": 1, "aws_default_security_group": 1, "aws_subnet": 2,
		"aws_internet_gateway": 1, "aws_route_table": 1, "aws_main_route_table_association": 1, "aws_route": 3, "terraform_data": 1,
	}, plan.Counts())
	network := plan.Values(t, "aws_vpc.this[0]")
	awsIsTagged(t, network, "demo-test-net", "net")
	assert.Equal(t, "10.0.0.0/16", network["cidr_block"])
	for _, on := range []string{"assign_generated_ipv6_cidr_block", "enable_dns_support", "enable_dns_hostnames"} {
		assert.Equal(t, true, network[on], on)
	}
	assert.Equal(t, "100.64.0.0/16", plan.Values(t, "aws_vpc_ipv4_cidr_block_association.load_balancers[0]")["cidr_block"])
	first, second := plan.Values(t, `aws_subnet.this["10.0.1.0/24"]`), plan.Values(t, `aws_subnet.this["10.0.2.0/24"]`)
	awsIsTagged(t, second, "demo-test-net-10.0.2.0-24", "net")
	assert.Equal(t, "eu-central-1a", first["availability_zone"])
	assert.Equal(t, "eu-central-1b", second["availability_zone"])
	assert.Equal(t, false, first["map_public_ip_on_launch"])
	assert.Equal(t, "0.0.0.0/0", plan.Values(t, "aws_route.internet[0]")["destination_cidr_block"])
	assert.Equal(t, "::/0", plan.Values(t, "aws_route.internet_ipv6[0]")["destination_ipv6_cidr_block"])
	assert.Equal(t, "1", plan.Values(t, `aws_route.this["10.0.128.0/24"]`)["network_interface_id"])

	outputs := unit.Apply(t)
	assert.ElementsMatch(t, list("10.0.1.0/24", "10.0.2.0/24"), keys(outputs["subnet_ids"].Value.(map[string]any)))
	assert.NotContains(t, outputs["route_table_id"].Value, ",")
	ranges := []any{}
	for _, subnet := range unit.Plan(t).All("aws_subnet") {
		ranges = append(ranges, subnet["ipv6_cidr_block"])
	}
	assert.ElementsMatch(t, list("2001:db8:1234:1a01::/64", "2001:db8:1234:1a02::/64"), ranges, "each at its own place")
	awsGuards(t, unit, networkVariables())
	awsTranslates(t)
	awsJoins(t)
	return outputs
}

// awsTranslates: with address translation servers' subnets have a table of their own, and both tables all routes.
func awsTranslates(t *testing.T) {
	t.Helper()
	unit := harness.Module(t, nil, "network", "aws", networkVariables().With(vars{"nat": true}))
	plan := unit.Plan(t)
	counts := plan.Counts()
	for kind, count := range map[string]int{
		"aws_nat_gateway": 1, "aws_egress_only_internet_gateway": 1, "aws_route_table": 2, "aws_route_table_association": 2, "aws_route": 6,
	} {
		assert.Equal(t, count, counts[kind], kind)
	}
	gateway := plan.Values(t, "aws_nat_gateway.this[0]")
	assert.Equal(t, "regional", gateway["availability_mode"])
	awsIsTagged(t, gateway, "demo-test-net", "net")
	assert.Equal(t, "10.0.128.0/24", plan.Values(t, `aws_route.this["10.0.128.0/24 nat"]`)["destination_cidr_block"])
	tables := strings.Split(unit.Apply(t)["route_table_id"].Value.(string), ",")
	require.Len(t, tables, 2)
	assert.NotEqual(t, tables[0], tables[1])
	for _, association := range unit.Plan(t).All("aws_route_table_association") {
		assert.Equal(t, tables[1], association["route_table_id"])
	}
	unit.Destroy(t)
}

// awsJoins makes subnets and routes in a network that is there already, with and without address translation; and in
// one that is a mock still, of which nothing is known.
func awsJoins(t *testing.T) {
	t.Helper()
	joining := networkVariables().With(vars{"network_id": awsVPC, "route_table_id": "rtb-1,rtb-2", "subnet_cidrs": list("10.0.3.0/24"), "region": "us-east"})
	unit := harness.Module(t, nil, "network", "aws", joining)
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"aws_subnet": 1, "aws_route": 2}, plan.Counts())
	subnet := plan.Values(t, `aws_subnet.this["10.0.3.0/24"]`)
	assert.Equal(t, awsVPC, subnet["vpc_id"])
	assert.Equal(t, "us-east-1a", subnet["availability_zone"])
	assert.Equal(t, "2001:db8:1234:1a03::/64", subnet["ipv6_cidr_block"])
	assert.Equal(t, "rtb-1", plan.Values(t, `aws_route.this["10.0.128.0/24"]`)["route_table_id"])
	assert.Equal(t, "rtb-2", plan.Values(t, `aws_route.this["10.0.128.0/24 nat"]`)["route_table_id"])
	assert.Equal(t, awsVPC, unit.Apply(t)["network_id"].Value)
	unit.Destroy(t)

	unit.Set(t, joining.With(vars{"nat": true}))
	assert.Equal(t, "rtb-2", unit.Plan(t).Values(t, `aws_route_table_association.nat["10.0.3.0/24"]`)["route_table_id"])
	unit.Set(t, joining.With(vars{"network_id": "0", "route_table_id": "", "nat": true}))
	assert.Equal(t, map[string]int{"aws_subnet": 1, "aws_route": 1, "aws_route_table_association": 1}, unit.Plan(t).Counts())
}
