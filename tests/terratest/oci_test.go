package terratest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

const (
	ociNetwork     = "ocid1.vcn.oc1..surroundings"
	ociSubnet      = "ocid1.subnet.oc1..surroundings"
	ociFirewall    = "ocid1.networksecuritygroup.oc1..surroundings"
	ociCompartment = "ocid1.compartment.oc1..demo"
)

func init() {
	tests("oci", map[string]test{
		"network": networkOci, "firewall": firewallOci, "compute": computeOci, "storage": storageOci, "dns": dnsOci, "bastion": bastionOci,
	})
}

// ociIn adds what only Oracle Cloud asks for.
func ociIn(variables vars) vars {
	return variables.With(vars{"oci": vars{"compartment_id": ociCompartment}})
}

// ociRefuses: what all of its modules do.
func ociRefuses(t *testing.T, unit *harness.Unit, name string) {
	t.Helper()
	refusesAll(t, unit, []refusal{
		{"Unit " + name + " is on Oracle Cloud and needs oci.compartment_id", vars{"oci": vars{}}},
		{"Unit " + name + " asks for what its provider cannot do: region: another cloud's", vars{"region": "eu-centrall"}},
		{"oci.compartment_id is the OCID of a compartment or tenancy", vars{"oci": vars{"compartment_id": "mine"}}},
	})
}

// ociTagged asserts the name, the tags and the compartment of one planned resource.
func ociTagged(t *testing.T, values map[string]any, name, unit string) {
	t.Helper()
	assert.Equal(t, name, values["display_name"])
	assert.EqualValues(t, labels(unit), values["freeform_tags"])
	assert.Equal(t, ociCompartment, values["compartment_id"])
}

// ociRules are planned rules of security groups, in short: "in 6 22-22 10.0.0.0/16".
func ociRules(plan *harness.Plan) []string {
	lines := []string{}
	for _, one := range plan.All("oci_core_network_security_group_security_rule") {
		word, far := "in", one["source"]
		if one["direction"] == "EGRESS" {
			word, far = "out", one["destination"]
		}
		ports := ""
		for _, options := range []string{"tcp_options", "udp_options"} {
			for _, option := range one[options].([]any) {
				span := option.(map[string]any)["destination_port_range"].([]any)[0].(map[string]any)
				ports = fmt.Sprint(span["min"], "-", span["max"])
			}
		}
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprint(word, " ", one["protocol"], " ", ports, " ", far)), " "))
	}
	slices.Sort(lines)
	return lines
}

// ociBlock is the only block of its kind in planned values.
func ociBlock(t *testing.T, values map[string]any, block string) map[string]any {
	t.Helper()
	blocks, _ := values[block].([]any)
	if !assert.Len(t, blocks, 1, block) {
		return map[string]any{}
	}
	return blocks[0].(map[string]any)
}

// ociGuards asserts that what is protected outlives an attempt to delete it, with what belongs to it, until the
// protection is taken back.
func ociGuards(t *testing.T, unit *harness.Unit, variables vars) {
	t.Helper()
	unit.Set(t, variables.With(vars{"deletion_protection": true}))
	unit.Apply(t)
	_, err := terraform.DestroyE(t, unit.Options)
	if assert.Error(t, err) {
		assert.Contains(t, oneLine(err.Error()), "is protected: set deletion_protection: false and apply")
	}
	assert.Empty(t, unit.Plan(t).Counts(), "what the attempt deleted nevertheless")
	unit.Set(t, variables)
	assert.Empty(t, unit.Plan(t).Counts(), "the protection ends in place")
	unit.Apply(t)
	unit.Destroy(t)
}

// oneLine undoes the line breaks that Terraform puts into messages.
func oneLine(message string) string { return strings.Join(strings.Fields(message), " ") }
