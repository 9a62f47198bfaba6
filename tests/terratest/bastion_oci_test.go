package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func bastionOci(t *testing.T) harness.Outputs {
	variables := ociIn(common("jump")).With(vars{
		"image":        "ubuntu-24.04",
		"ssh_keys":     vars{"admin": publicKey},
		"network_id":   ociNetwork,
		"subnet_ids":   vars{"10.0.1.0/24": ociSubnet, "10.0.2.0/24": ociSubnet + "2"},
		"network_cidr": "10.0.0.0/16",
		"ssh_cidrs":    list("203.0.113.0/24"),
	})
	unit := harness.Module(t, nil, "bastion", "oci", variables)
	refusesBadContext(t, unit)
	ociRefuses(t, unit, "jump")
	refusesAll(t, unit, []refusal{
		{"cannot do: size: another cloud's: Oracle Cloud's own shapes", vars{"size": "smal"}},
		{"At least one SSH public key is needed", vars{"ssh_keys": vars{}}},
		{"SSH (tcp port 22) would be open to the internet", vars{"ssh_cidrs": list("0.0.0.0/0")}},
		{"A bastion needs a private subnet", vars{"subnet_ids": vars{}}},
		{"cannot do: image: debian-12: Oracle Cloud has no image of Debian", vars{"image": "debian-12"}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"oci_core_instance": 1, "oci_core_network_security_group": 1, "oci_core_network_security_group_security_rule": 6, "terraform_data": 2,
	}, plan.Counts())
	for address, rule := range plan.All("oci_core_network_security_group_security_rule") {
		assert.Equal(t, false, rule["stateless"], address)
	}
	server := plan.Values(t, "oci_core_instance.this")
	ociTagged(t, server, "demo-test-jump", "jump")
	assert.Equal(t, "demo:AD-1", server["availability_domain"])
	assert.Equal(t, publicKey, server["metadata"].(map[string]any)["ssh_authorized_keys"])
	assert.Equal(t, true, server["is_pv_encryption_in_transit_enabled"])
	assert.Equal(t, true, ociBlock(t, server, "instance_options")["are_legacy_imds_endpoints_disabled"])
	assert.EqualValues(t, 1, ociBlock(t, server, "shape_config")["ocpus"])
	card := ociBlock(t, server, "create_vnic_details")
	assert.Equal(t, "10.0.1.5", card["private_ip"])
	assert.Equal(t, ociSubnet, card["subnet_id"])
	ociTagged(t, plan.Values(t, "oci_core_network_security_group.this"), "demo-test-jump", "jump")
	assert.Equal(t, []string{
		"in 6 22-22 203.0.113.0/24", "out 17 53-53 0.0.0.0/0", "out 6 22-22 10.0.0.0/16", "out 6 443-443 0.0.0.0/0",
		"out 6 53-53 0.0.0.0/0", "out 6 80-80 0.0.0.0/0",
	}, ociRules(plan))

	outputs := unit.Apply(t)
	assert.Equal(t, "10.0.1.5", outputs["private_address"].Value)
	assert.Equal(t, "ubuntu", outputs["user"].Value)
	assert.NotEmpty(t, outputs["public_ipv4"].Value)
	assert.NotEmpty(t, outputs["server_id"].Value)
	ociGuards(t, unit, variables)

	unit.Set(t, variables.With(vars{"image": "ocid1.image.oc1..mine"}))
	assert.Equal(t, "", unit.Apply(t)["user"].Value, "of an unknown image")
	unit.Destroy(t)
	return outputs
}
