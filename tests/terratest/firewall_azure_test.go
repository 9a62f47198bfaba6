package terratest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func firewallAzure(t *testing.T) harness.Outputs {
	all := firewallVariables()["rules"].([]any)
	all[3] = rule(vars{"protocol": "icmp", "cidrs": list("0.0.0.0/0")})
	variables := firewallVariables().With(vars{"rules": all})
	unit := harness.Module(t, nil, "firewall", "azure", variables)
	refusesBadFirewalls(t, unit)
	unit.Refuses(t, vars{"region": "eu-centrall"}, "cannot do: region: another cloud's: Azure's own regions")
	many := []any{}
	for range 1000 {
		many = append(many, "10.0.0.0/16")
	}
	refusesAll(t, unit, []refusal{
		{"rules: icmp from IPv6 ranges: Azure's Terraform provider has no rules for ICMPv6.", vars{"rules": list(rule(vars{"protocol": "icmp", "cidrs": list("::/0")}))}},
		{"have at most 1000 rules", vars{"rules": list(rule(vars{"port": 80, "cidrs": many}))}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"azurerm_resource_group": 1, "azurerm_network_security_group": 1}, plan.Counts())
	group := plan.Values(t, "azurerm_network_security_group.this")
	isTagged(t, group, "demo-test-fw", "firewall", "fw")
	lines := azureRules(t, group)
	assert.Equal(t, []string{
		"allow in Tcp 22 10.0.0.0/16", "allow in Tcp 22 2001:db8::/32", "allow in Tcp 8000-8010 10.0.0.0/16",
		"allow in Udp * 10.0.0.0/16", "allow in Icmp * 0.0.0.0/0", "allow out Tcp 443 0.0.0.0/0",
	}, lines[:6])
	assert.ElementsMatch(t, []string{"deny in * * *", "deny out * * *"}, lines[6:])

	outputs := unit.Apply(t)
	assert.Regexp(t, "/networkSecurityGroups/demo-test-fw$", outputs["firewall_id"].Value)

	public := rule(vars{"port": 22, "cidrs": list("0.0.0.0/0"), "description": strings.Repeat("x", 255)})
	unit.Set(t, variables.With(vars{"rules": list(public), "public_ssh": true}))
	plan = unit.Plan(t)
	group = plan.Values(t, "azurerm_network_security_group.this")
	assert.Equal(t, []string{"allow in Tcp 22 0.0.0.0/0", "deny in * * *"}, azureRules(t, group), "without a rule for out, everything may leave")
	for _, one := range group["security_rule"].([]any) {
		assert.LessOrEqual(t, len(one.(map[string]any)["description"].(string)), 140)
	}
	unit.Apply(t)
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	return outputs
}
