package terratest

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func awsComputeVariables() vars {
	return computeVariables().With(vars{
		"network_id": awsVPC, "subnet_ids": vars{"10.0.1.0/24": "subnet-1"}, "firewall_ids": list("sg-1"),
		"load_balancer": vars{"services": list(
			vars{"port": 80, "target_port": 8080, "health_check": vars{"path": "/up", "retries": 2}},
			vars{"port": 5432, "protocol": "tcp"},
		)},
	})
}

func computeAws(t *testing.T) harness.Outputs {
	variables := awsComputeVariables()
	unit := harness.Module(t, nil, "compute", "aws", variables)
	refusesBadCompute(t, unit)
	balancer := func(changes vars) vars {
		return vars{"load_balancer": vars{"services": list(vars{"port": 80})}.With(changes)}
	}
	check := func(changes vars) vars {
		return balancer(vars{"services": list(vars{"port": 80, "health_check": changes})})
	}
	refusesAll(t, unit, []refusal{
		{"Unit web asks for what its provider cannot do: load_balancer.algorithm: least_connections: AWS's", balancer(vars{"algorithm": "least_connections"})},
		{"cannot do: load_balancer.size: AWS's", balancer(vars{"size": "lb11"})},
		{"take from 2 to 10 retries", check(vars{"retries": 1})},
		{"come every 5 to 300 seconds", check(vars{"interval": 301})},
		{"wait from 2 to 120 seconds", check(vars{"timeout": 1})},
		{"cannot do: subnet_ids: none: AWS has no load balancer outside a private network", vars{"subnet_ids": vars{}}},
		{"cannot do: spread: zones: A subnet on AWS is in one zone", vars{"spread": "zones"}},
		{"No zones are known for AWS's region moon-1", vars{"region": "moon-1"}},
		{"cannot do: user_data: On AWS user data begins with #", vars{"user_data": "echo hello"}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"aws_instance": 3, "aws_launch_template": 1, "aws_placement_group": 1, "aws_subnet": 1, "aws_lb": 1,
		"aws_eip": 1, "aws_lb_listener": 2, "aws_lb_target_group": 2, "aws_lb_target_group_attachment": 6,
	}, plan.Counts())
	awsIsComputed(t, plan)
	awsIsBalanced(t, plan)

	outputs := unit.Apply(t)
	assert.Equal(t, []string{"demo-test-web-1", "demo-test-web-2", "demo-test-web-3"}, outputs.Texts("server_names"))
	assert.Equal(t, []string{"10.0.1.10", "10.0.1.11", "10.0.1.12"}, outputs.Texts("private_addresses"))
	for _, name := range []string{"server_ids", "zones", "public_ipv4", "public_ipv6", "interface_ids"} {
		assert.Len(t, outputs.Texts(name), 3, name)
	}
	assert.Equal(t, []string{"100.64.0.0/16"}, outputs.Texts("load_balancer_source_cidrs"))
	assert.Equal(t, []string{"192.0.2.30"}, outputs.Texts("load_balancer_addresses"))
	assert.Equal(t, "", outputs["load_balancer_hostname"].Value, "names that are a zone's own lead to addresses only")

	awsMovesPorts(t, unit, variables)

	// Nothing there: the types stay.
	unit.Set(t, variables.With(vars{"servers": 0, "load_balancer": nil, "ssh_keys": vars{}}))
	empty := unit.Apply(t)
	assert.Equal(t, typeNames(outputs.Types()), typeNames(empty.Types()))
	assert.Empty(t, empty.Texts("server_ids"))
	assert.Empty(t, empty.Texts("load_balancer_source_cidrs"))
	assert.Empty(t, empty.Texts("load_balancer_addresses"))
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	awsSpreads(t)
	awsProtects(t)
	return outputs
}

func awsIsComputed(t *testing.T, plan *harness.Plan) {
	t.Helper()
	template := plan.Values(t, "aws_launch_template.this[0]")
	awsIsTagged(t, template, "demo-test-web", "web")
	assert.Equal(t, "resolve:ssm:/aws/service/debian/release/12/latest/amd64", template["image_id"])
	second := plan.Values(t, "aws_instance.this[1]")
	awsIsTagged(t, second, "demo-test-web-2", "web")
	awsIsHardened(t, second)
	assert.Equal(t, "c7i.xlarge", second["instance_type"])
	assert.Equal(t, "10.0.1.11", second["private_ip"])
	assert.Equal(t, "subnet-1", second["subnet_id"])
	assert.Equal(t, true, second["associate_public_ip_address"])
	assert.EqualValues(t, 1, second["ipv6_address_count"])
	assert.Equal(t, true, second["source_dest_check"])
	assert.Equal(t, false, second["disable_api_termination"])
	assert.Equal(t, "demo-test-web-1", second["placement_group"])
	assert.Equal(t, list("sg-1"), second["vpc_security_group_ids"])
	boot := awsUnpacked(t, second["user_data_base64"])
	assert.Contains(t, boot, base64.StdEncoding.EncodeToString([]byte("#cloud-config\n")))
	assert.Contains(t, boot, "\n#cloud-config\n{\"hostname\":\"demo-test-web-2\"")
	assert.Contains(t, boot, `"ssh_authorized_keys":["`+publicKey+`"]`)
}

func awsIsBalanced(t *testing.T, plan *harness.Plan) {
	t.Helper()
	balancer := plan.Values(t, "aws_lb.this[0]")
	awsIsTagged(t, balancer, "demo-test-web", "web")
	assert.Equal(t, "demo-test-web", balancer["name"])
	assert.Equal(t, "network", balancer["load_balancer_type"])
	assert.Equal(t, false, balancer["internal"])
	assert.Equal(t, false, balancer["enable_deletion_protection"])
	address := plan.Values(t, `aws_eip.load_balancer["eu-central-1a"]`)
	awsIsTagged(t, address, "demo-test-web-load-balancer-eu-central-1a", "web")
	assert.Equal(t, "vpc", address["domain"])
	subnet := plan.Values(t, `aws_subnet.load_balancer["eu-central-1a"]`)
	assert.Equal(t, "100.64.1.0/28", subnet["cidr_block"])
	assert.Equal(t, awsVPC, subnet["vpc_id"])
	web, data := plan.Values(t, `aws_lb_target_group.this["80"]`), plan.Values(t, `aws_lb_target_group.this["5432"]`)
	awsIsTagged(t, web, "demo-test-web-80", "web")
	assert.EqualValues(t, 8080, web["port"])
	assert.Equal(t, "false", web["preserve_client_ip"])
	check := awsBlock(t, web, "health_check")
	assert.Equal(t, "HTTP", check["protocol"])
	assert.Equal(t, "/up", check["path"])
	assert.EqualValues(t, 2, check["unhealthy_threshold"])
	assert.EqualValues(t, 15, check["interval"])
	assert.EqualValues(t, 5432, data["port"])
	assert.Equal(t, "TCP", awsBlock(t, data, "health_check")["protocol"])
	assert.EqualValues(t, 80, plan.Values(t, `aws_lb_listener.this["80"]`)["port"])
}

// awsMovesPorts: AWS deletes no target group that a listener names, so that a new one is there before the old one goes.
func awsMovesPorts(t *testing.T, unit *harness.Unit, variables vars) {
	t.Helper()
	unit.Set(t, variables.With(vars{"load_balancer": vars{"services": list(
		vars{"port": 80, "target_port": 9090, "health_check": vars{"path": "/up", "retries": 2}}, vars{"port": 5432, "protocol": "tcp"},
	)}}))
	changes := unit.Plan(t).ResourceChangesMap
	group := changes[`aws_lb_target_group.this["80"]`].Change
	assert.True(t, group.Actions.CreateBeforeDestroy(), "%v", group.Actions)
	assert.Nil(t, group.After.(map[string]any)["name"], "a name that the old one does not have")
	assert.True(t, changes[`aws_lb_listener.this["80"]`].Change.Actions.Update())
	assert.True(t, changes[`aws_lb_target_group.this["5432"]`].Change.Actions.NoOp())
	for i := range 3 {
		server := changes[fmt.Sprintf("aws_instance.this[%d]", i)].Change.Actions
		assert.True(t, server.NoOp(), "server %d: %v", i, server)
	}
	unit.Apply(t)
}

// awsSpreads: placement groups take 7 servers each, subnets are dealt out in turn, and without them the default
// network's zones.
func awsSpreads(t *testing.T) {
	t.Helper()
	many := awsComputeVariables().With(vars{"servers": 8, "image": "ubuntu-24.04", "public_addresses": false, "ip_forwarding": true,
		"subnet_ids": vars{"10.0.1.0/24": "subnet-1", "10.0.2.32/27": "subnet-2"}})
	unit := harness.Module(t, nil, "compute", "aws", many)
	plan := unit.Plan(t)
	assert.Equal(t, 2, plan.Counts()["aws_placement_group"])
	last := plan.Values(t, "aws_instance.this[7]")
	assert.Equal(t, "subnet-2", last["subnet_id"])
	assert.Equal(t, "10.0.2.45", last["private_ip"])
	assert.Equal(t, "demo-test-web-2", last["placement_group"])
	assert.Equal(t, false, last["associate_public_ip_address"])
	assert.Equal(t, false, last["source_dest_check"])
	assert.Len(t, plan.All("aws_eip"), 2)
	assert.Len(t, plan.Values(t, "aws_lb.this[0]")["subnet_mapping"], 2)
	assert.Equal(t, "100.64.2.32/28", plan.Values(t, `aws_subnet.load_balancer["eu-central-1b"]`)["cidr_block"])
	assert.Contains(t, plan.Values(t, "aws_launch_template.this[0]")["image_id"], "resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/")

	alone := computeVariables().With(vars{"servers": 4, "spread": "zones", "load_balancer": nil, "image": "ami-1", "user_data": ""})
	unit.Set(t, alone)
	plan = unit.Plan(t)
	assert.Equal(t, map[string]int{"aws_instance": 4, "aws_launch_template": 1}, plan.Counts())
	assert.Equal(t, "ami-1", plan.Values(t, "aws_launch_template.this[0]")["image_id"])
	for address, zone := range map[string]string{"0": "a", "1": "b", "2": "c", "3": "a"} {
		assert.Equal(t, "eu-central-1"+zone, plan.Values(t, "aws_instance.this["+address+"]")["availability_zone"])
	}
}

// awsProtects: AWS itself refuses to delete what is protected; names that are too long for it are shortened.
func awsProtects(t *testing.T) {
	t.Helper()
	context := vars{"product": "a-product-with-a-long-name", "environment": "staging", "unit": "another-long-name", "labels": vars{}}
	unit := harness.Module(t, nil, "compute", "aws", awsComputeVariables().With(vars{"context": context, "deletion_protection": true}))
	plan := unit.Plan(t)
	assert.Equal(t, true, plan.Values(t, "aws_instance.this[0]")["disable_api_termination"])
	balancer := plan.Values(t, "aws_lb.this[0]")
	assert.Equal(t, true, balancer["enable_deletion_protection"])
	whole := "a-product-with-a-long-name-staging-another-long-name"
	awsShortened(t, balancer["name"], whole)
}
