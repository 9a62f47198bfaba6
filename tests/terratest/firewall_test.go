package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

func rule(changes vars) vars {
	return vars{"protocol": "tcp", "cidrs": list("10.0.0.0/16"), "description": "a rule"}.With(changes)
}

func firewallVariables() vars {
	return common("fw").With(vars{"rules": list(
		rule(vars{"port": 22, "cidrs": list("10.0.0.0/16", "2001:db8::/32"), "description": "SSH"}),
		rule(vars{"port": 8000, "last_port": 8010}),
		rule(vars{"protocol": "udp"}),
		rule(vars{"protocol": "icmp", "cidrs": list("0.0.0.0/0", "::/0")}),
		rule(vars{"direction": "out", "port": 443, "cidrs": list("0.0.0.0/0")}),
	)})
}

func refusesBadFirewalls(t *testing.T, unit *harness.Unit) {
	t.Helper()
	refusesBadContext(t, unit)
	public := "SSH (tcp port 22) would be open to the internet"
	for _, one := range []refusal{
		{"A rule's direction is in or out", vars{"direction": "up", "port": 1}},
		{"A rule's protocol is tcp, udp or icmp", vars{"protocol": "sctp"}},
		{"A rule for icmp has no port", vars{"protocol": "icmp", "port": 8}},
		{"whole numbers from 1 to 65535", vars{"port": 65536}},
		{"A rule's last_port comes with a port", vars{"port": 80, "last_port": 79}},
		{"A rule has at least one range", vars{"port": 80, "cidrs": list("10.0.0.1/16")}},
		{"has 1 to 255 ASCII characters", vars{"port": 80, "description": ""}},
		{public, vars{"port": 22, "cidrs": list("0.0.0.0/1", "128.0.0.0/1")}},
		{public, vars{"cidrs": list("::/0")}}, // all ports
		{public, vars{"port": 20, "last_port": 30, "cidrs": list("0.0.0.0/0")}},
	} {
		unit.Refuses(t, vars{"rules": list(rule(one.changes))}, one.why)
	}
}

func firewallHetzner(t *testing.T) harness.Outputs {
	cloud := harness.NewCloud(t)
	unit := harness.Module(t, cloud, "firewall", "hetzner", firewallVariables())
	refusesBadFirewalls(t, unit)

	whole, part := rule(vars{"port": 22}), rule(vars{"port": 5432, "cidrs": list("10.0.1.0/24", "203.0.113.0/24")})
	unit.Refuses(t, vars{"rules": list(whole, part)}, "rules: a part of the private network: Hetzner's firewalls filter public addresses only")
	unit.Refuses(t, vars{"rules": list(whole, part.With(vars{"direction": "out"}))}, "rules: out to the private network: Hetzner's firewalls filter")
	unit.Set(t, firewallVariables().With(vars{"rules": list(part, rule(vars{"port": 80, "cidrs": list("10.0.0.0/7")}))}))
	assert.Equal(t, map[string]int{"hcloud_firewall": 1}, unit.Plan(t).Counts(), "no other rule lets in more of the network, and 10.0.0.0/7 is not private")
	unit.Set(t, firewallVariables().With(vars{"rules": list(whole, part.With(vars{"cidrs": list("10.0.0.0/16", "10.0.1.0/24")}))}))
	assert.Equal(t, map[string]int{"hcloud_firewall": 1}, unit.Plan(t).Counts(), "the rule lets in all of the network itself")
	unit.Set(t, firewallVariables())

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"hcloud_firewall": 1}, plan.Counts())
	firewall := plan.Values(t, "hcloud_firewall.this")
	isLabelled(t, firewall, "demo-test-fw", "fw")
	assert.ElementsMatch(t, []string{
		"in tcp 22 from 10.0.0.0/16,2001:db8::/32", "in tcp 8000-8010 from 10.0.0.0/16", "in udp any from 10.0.0.0/16",
		"in icmp from 0.0.0.0/0,::/0", "out tcp 443 to 0.0.0.0/0",
	}, rules(firewall))

	outputs := unit.Apply(t)
	made, _, err := cloud.Firewall.Get(t.Context(), outputs["firewall_id"].Value.(string))
	require.NoError(t, err)
	require.NotNil(t, made)
	require.Len(t, made.Rules, 5)
	var descriptions []string
	for _, rule := range made.Rules {
		descriptions = append(descriptions, *rule.Description)
	}
	assert.Contains(t, descriptions, "SSH")

	public := rule(vars{"port": 22, "cidrs": list("0.0.0.0/0"), "description": "SSH"})
	unit.Set(t, firewallVariables().With(vars{"rules": list(public), "public_ssh": true}))
	unit.Apply(t)
	made, _, err = cloud.Firewall.GetByID(t.Context(), made.ID)
	require.NoError(t, err)
	require.Len(t, made.Rules, 1)
	assert.Equal(t, "0.0.0.0/0", made.Rules[0].SourceIPs[0].String())

	unit.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
	return outputs
}
