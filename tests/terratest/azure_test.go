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

func init() {
	tests("azure", map[string]test{
		"bastion":  bastionAzure,
		"compute":  computeAzure,
		"dns":      dnsAzure,
		"firewall": firewallAzure,
		"network":  networkAzure,
		"storage":  storageAzure,
	})
}

// azureID is what Azure calls a resource of another unit, such as Microsoft.Network/virtualNetworks/theirs.
func azureID(what string) string {
	return "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/theirs/providers/" + what
}

var azureSubnet = azureID("Microsoft.Network/virtualNetworks/theirs/subnets/theirs")

// isTagged asserts the name, the place and the tags of one planned resource.
func isTagged(t *testing.T, values map[string]any, name, group, unit string) {
	t.Helper()
	assert.Equal(t, name, values["name"])
	assert.Equal(t, "demo-test-"+unit+"-"+group, values["resource_group_name"])
	assert.Equal(t, "germanywestcentral", values["location"])
	assert.EqualValues(t, labels(unit), values["tags"])
}

// azureRules are a planned security group's rules in the order of their priority, in short: "allow in Tcp 22 10.0.0.0/16".
func azureRules(t *testing.T, group map[string]any) []string {
	t.Helper()
	planned := slices.Clone(group["security_rule"].([]any))
	slices.SortFunc(planned, func(a, b any) int {
		return int(a.(map[string]any)["priority"].(float64) - b.(map[string]any)["priority"].(float64))
	})
	lines := []string{}
	taken := map[string]bool{}
	for _, rule := range planned {
		one := rule.(map[string]any)
		far, near := one["source_address_prefix"], one["destination_address_prefix"]
		if one["direction"] == "Outbound" {
			far, near = near, far
		}
		assert.Equal(t, "*", near)
		assert.Equal(t, "*", one["source_port_range"])
		for _, key := range []string{fmt.Sprint(one["direction"], one["priority"]), fmt.Sprint("name ", one["name"])} {
			assert.False(t, taken[key], "two rules with %s", key)
			taken[key] = true
		}
		way := strings.ToLower(strings.TrimSuffix(one["direction"].(string), "bound"))
		lines = append(lines, fmt.Sprint(strings.ToLower(one["access"].(string)), " ", way, " ", one["protocol"], " ", one["destination_port_range"], " ", far))
	}
	return lines
}

// azureBlock is the only block of its kind in planned values.
func azureBlock(t *testing.T, values map[string]any, block string) map[string]any {
	t.Helper()
	blocks, _ := values[block].([]any)
	if !assert.Len(t, blocks, 1, block) {
		return map[string]any{}
	}
	return blocks[0].(map[string]any)
}

// azureGuards asserts that the unit's protection is a lock of this scope, that a destroy fails while it is on and
// leaves everything as it was, and that it ends in place. The unit is destroyed at last.
func azureGuards(t *testing.T, unit *harness.Unit, variables vars, scope string) {
	t.Helper()
	unit.Set(t, variables)
	unit.Apply(t)
	unit.Set(t, variables.With(vars{"deletion_protection": true}))
	for kind := range unit.Plan(t).Counts() {
		assert.Equal(t, "azurerm_management_lock", kind, "what the protection adds")
	}
	unit.Apply(t)
	made := unit.Made(t)
	locks := unit.Plan(t).All("azurerm_management_lock")
	assert.NotEmpty(t, locks)
	for _, lock := range locks {
		assert.Equal(t, "CanNotDelete", lock["lock_level"])
		assert.Regexp(t, scope, lock["scope"])
	}
	_, err := terraform.DestroyE(t, unit.Options)
	assert.ErrorContains(t, err, "is protected: set deletion_protection: false and apply")
	assert.Equal(t, made, unit.Made(t), "the attempt deleted something")

	unit.Set(t, variables)
	assert.Empty(t, unit.Plan(t).Counts(), "the protection ends in place")
	unit.Apply(t)
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t), "what is left after destroy")
}
