package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func ociComputeVariables() vars {
	return ociIn(computeVariables()).With(vars{
		"image": "ubuntu-24.04", "network_id": ociNetwork, "subnet_ids": vars{"10.0.1.0/24": ociSubnet}, "firewall_ids": list(ociFirewall),
	})
}

func computeOci(t *testing.T) harness.Outputs {
	variables := ociComputeVariables()
	unit := harness.Module(t, nil, "compute", "oci", variables)
	refusesBadCompute(t, unit)
	ociRefuses(t, unit, "web")
	refusesAll(t, unit, []refusal{
		{"Unit web asks for what its provider cannot do: image: debian-12", vars{"image": "debian-12"}},
		{"subnet_ids: none: Oracle Cloud has no servers or load balancers outside", vars{"subnet_ids": vars{}}},
		{"needs network_id: on Oracle Cloud the load balancer's firewall", vars{"network_id": nil}},
		{"small, medium, large or two bandwidths", vars{"load_balancer": vars{"size": "huge", "services": list(vars{"port": 80})}}},
		{"small, medium, large or two bandwidths", vars{"load_balancer": vars{"size": "10-9000", "services": list(vars{"port": 80})}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"oci_core_instance": 3, "oci_load_balancer_load_balancer": 1, "oci_load_balancer_backend_set": 2, "oci_load_balancer_backend": 6,
		"oci_load_balancer_listener": 2, "oci_core_network_security_group": 1, "oci_core_network_security_group_security_rule": 4,
		"terraform_data": 4,
	}, plan.Counts())
	ociServes(t, plan.Values(t, "oci_core_instance.this[1]"))
	ociBalances(t, plan)

	outputs := unit.Apply(t)
	assert.Equal(t, []string{"demo-test-web-1", "demo-test-web-2", "demo-test-web-3"}, outputs.Texts("server_names"))
	assert.Equal(t, []string{"10.0.1.10", "10.0.1.11", "10.0.1.12"}, outputs.Texts("private_addresses"))
	assert.Equal(t, []string{"demo:AD-1", "demo:AD-1", "demo:AD-1"}, outputs.Texts("zones"))
	assert.Len(t, outputs.Texts("public_ipv4"), 3)
	assert.Empty(t, outputs.Texts("public_ipv6"))
	assert.Len(t, outputs.Texts("interface_ids"), 3)
	assert.Equal(t, []string{"203.0.113.80"}, outputs.Texts("load_balancer_addresses"))
	assert.Empty(t, outputs.Texts("load_balancer_source_cidrs"))

	// What counts at the first boot only does not touch servers that are there; another image does.
	unit.Set(t, variables.With(vars{"ssh_keys": vars{"other": publicKey}, "user_data": "#cloud-config\n# new\n"}))
	assert.Empty(t, unit.Plan(t).Counts())
	unit.Set(t, variables.With(vars{"image": "ocid1.image.oc1..mine"}))
	assert.Equal(t, 3, unit.Plan(t).Counts()["oci_core_instance"])

	ociGuards(t, unit, variables)
	unit.Set(t, variables.With(vars{"servers": 0, "ssh_keys": vars{}, "load_balancer": nil}))
	empty := unit.Apply(t)
	assert.Equal(t, typeNames(outputs.Types()), typeNames(empty.Types()))
	assert.Empty(t, empty.Texts("load_balancer_addresses"))
	unit.Destroy(t)
	ociSpreads(t, unit, variables)
	return outputs
}

func ociServes(t *testing.T, server map[string]any) {
	t.Helper()
	ociTagged(t, server, "demo-test-web-2", "web")
	assert.Equal(t, "VM.Standard.E4.Flex", server["shape"])
	assert.Equal(t, "FAULT-DOMAIN-2", server["fault_domain"])
	assert.Equal(t, true, server["is_pv_encryption_in_transit_enabled"])
	assert.Equal(t, publicKey, server["metadata"].(map[string]any)["ssh_authorized_keys"])
	assert.Equal(t, "I2Nsb3VkLWNvbmZpZwo=", server["metadata"].(map[string]any)["user_data"])
	shape := ociBlock(t, server, "shape_config")
	assert.EqualValues(t, 2, shape["ocpus"])
	assert.EqualValues(t, 8, shape["memory_in_gbs"])
	assert.Equal(t, true, ociBlock(t, server, "instance_options")["are_legacy_imds_endpoints_disabled"])
	card := ociBlock(t, server, "create_vnic_details")
	assert.Equal(t, "10.0.1.11", card["private_ip"])
	assert.Equal(t, ociSubnet, card["subnet_id"])
	assert.Equal(t, "true", card["assign_public_ip"])
	assert.Equal(t, false, card["skip_source_dest_check"])
	assert.Equal(t, list(ociFirewall), card["nsg_ids"])
}

func ociBalances(t *testing.T, plan *harness.Plan) {
	t.Helper()
	balancer := plan.Values(t, "oci_load_balancer_load_balancer.this[0]")
	ociTagged(t, balancer, "demo-test-web", "web")
	assert.Equal(t, list(ociSubnet), balancer["subnet_ids"])
	assert.Equal(t, []any{"flexible", false, false}, pick(balancer, "shape", "is_private", "is_delete_protection_enabled"))
	assert.EqualValues(t, 100, ociBlock(t, balancer, "shape_details")["maximum_bandwidth_in_mbps"])
	web := plan.Values(t, `oci_load_balancer_backend_set.this["80"]`)
	assert.Equal(t, "LEAST_CONNECTIONS", web["policy"])
	check := ociBlock(t, web, "health_checker")
	assert.Equal(t, "HTTP", check["protocol"])
	assert.Equal(t, "/up", check["url_path"])
	assert.EqualValues(t, 2, check["retries"])
	assert.EqualValues(t, 15000, check["interval_ms"])
	assert.EqualValues(t, 8080, check["port"])
	assert.Equal(t, "TCP", ociBlock(t, plan.Values(t, `oci_load_balancer_backend_set.this["5432"]`), "health_checker")["protocol"])
	assert.Equal(t, "TCP", plan.Values(t, `oci_load_balancer_listener.this["5432"]`)["protocol"])
	behind := plan.Values(t, `oci_load_balancer_backend.this["80-2"]`)
	assert.Equal(t, "10.0.1.12", behind["ip_address"])
	assert.EqualValues(t, 8080, behind["port"])
	ociTagged(t, plan.Values(t, "oci_core_network_security_group.load_balancer[0]"), "demo-test-web-load-balancer", "web")
	assert.Equal(t, []string{
		"in 6 5432-5432 0.0.0.0/0", "in 6 80-80 0.0.0.0/0", "out 6 5432-5432 10.0.1.0/24", "out 6 8080-8080 10.0.1.0/24",
	}, ociRules(plan))
}

// ociSpreads: zones in turn, gateways, no public addresses, subnets in turn and sizes of Oracle's own.
func ociSpreads(t *testing.T, unit *harness.Unit, variables vars) {
	t.Helper()
	unit.Set(t, variables.With(vars{
		"servers": 4, "spread": "zones", "size": "VM.Standard.E5.Flex-3-24", "public_addresses": false, "ip_forwarding": true,
		"load_balancer": nil, "deletion_protection": true, "subnet_ids": vars{"10.0.1.0/24": ociSubnet, "10.0.2.0/24": ociSubnet + "2"},
	}))
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"oci_core_instance": 4, "terraform_data": 5}, plan.Counts())
	for address, zone := range map[string]string{"0": "demo:AD-1", "1": "demo:AD-2", "2": "demo:AD-3", "3": "demo:AD-1"} {
		assert.Equal(t, zone, plan.Values(t, "oci_core_instance.this["+address+"]")["availability_domain"])
	}
	last := plan.Values(t, "oci_core_instance.this[3]")
	assert.Equal(t, "VM.Standard.E5.Flex", last["shape"])
	assert.EqualValues(t, 3, ociBlock(t, last, "shape_config")["ocpus"])
	assert.Equal(t, true, last["preserve_boot_volume"])
	card := ociBlock(t, last, "create_vnic_details")
	assert.Equal(t, "10.0.2.11", card["private_ip"])
	assert.Equal(t, ociSubnet+"2", card["subnet_id"])
	assert.Equal(t, "false", card["assign_public_ip"])
	assert.Equal(t, true, card["skip_source_dest_check"])
}
