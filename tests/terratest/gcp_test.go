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
	gcpNetwork = "projects/demo/global/networks/surroundings"
	gcpSubnet  = "projects/demo/regions/europe-west3/subnetworks/surroundings"
)

func init() {
	tests("gcp", map[string]test{
		"network": networkGcp, "firewall": firewallGcp, "compute": computeGcp, "storage": storageGcp, "dns": dnsGcp, "bastion": bastionGcp,
	})
}

// gcpRules are the planned firewall rules, in short: "in allow tcp 22 10.0.0.0/16 tag".
func gcpRules(t *testing.T, plan *harness.Plan) []string {
	t.Helper()
	lines := []string{}
	for _, rule := range plan.All("google_compute_firewall") {
		word, ranges := "in", rule["source_ranges"]
		if rule["direction"] == "EGRESS" {
			word, ranges = "out", rule["destination_ranges"]
		}
		assert.Regexp(t, "^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", rule["name"])
		for _, verb := range []string{"allow", "deny"} {
			for _, block := range rule[verb].([]any) {
				one := block.(map[string]any)
				line := fmt.Sprint(word, " ", verb, " ", one["protocol"], " ", gcpWords(one["ports"]), " ", gcpWords(ranges), " ", gcpWords(rule["target_tags"]))
				lines = append(lines, strings.Join(strings.Fields(line), " "))
			}
		}
	}
	return lines
}

// gcpWords are the strings in a planned list or set, in alphabetical order.
func gcpWords(planned any) string {
	var texts []string
	values, _ := planned.([]any)
	for _, value := range values {
		texts = append(texts, fmt.Sprint(value))
	}
	slices.Sort(texts)
	return strings.Join(texts, ",")
}

// gcpIsClosed: nobody logs in to a server but by its own keys, and nobody at its serial port.
func gcpIsClosed(t *testing.T, server map[string]any) {
	t.Helper()
	metadata := server["metadata"].(map[string]any)
	assert.Equal(t, "TRUE", metadata["block-project-ssh-keys"])
	assert.Equal(t, "FALSE", metadata["enable-oslogin"])
	assert.Equal(t, "FALSE", metadata["serial-port-enable"])
}

// gcpBlock is the only block of its kind in planned values.
func gcpBlock(t *testing.T, values map[string]any, block string) map[string]any {
	t.Helper()
	blocks, _ := values[block].([]any)
	if !assert.Len(t, blocks, 1, block) {
		return map[string]any{}
	}
	return blocks[0].(map[string]any)
}

// gcpGuards asserts that what is protected outlives an attempt to delete it, with what belongs to it, until the
// protection is taken back.
func gcpGuards(t *testing.T, unit *harness.Unit, variables vars) {
	t.Helper()
	unit.Set(t, variables.With(vars{"deletion_protection": true}))
	unit.Apply(t)
	_, err := terraform.DestroyE(t, unit.Options)
	assert.ErrorContains(t, err, "is protected: set deletion_protection: false and apply")
	assert.Empty(t, unit.Plan(t).Counts(), "what the attempt deleted nevertheless")
	unit.Set(t, variables)
	assert.Empty(t, unit.Plan(t).Counts(), "the protection ends in place")
	unit.Apply(t)
	unit.Destroy(t)
}
