package terratest

import (
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

// spaced are variables with a team, and so in a private space.
func spaced(variables vars) vars {
	heroku := vars{"team": "acme"}
	if others, given := variables["heroku"].(vars); given {
		heroku = others.With(heroku)
	}
	return variables.With(vars{"heroku": heroku})
}

// long is a unit's name with which those of apps and spaces would be too long.
const long = "a-rather-long-name-of-a-unit"

// isProtected: Terraform refuses to destroy what is protected, before anything is gone, until that is taken back.
func isProtected(t *testing.T, unit *harness.Unit, variables vars, why string) {
	t.Helper()
	unit.Set(t, variables.With(vars{"deletion_protection": true}))
	unit.Apply(t)
	before := unit.Made(t)
	said, err := terraform.DestroyE(t, unit.Options)
	if assert.Error(t, err, "it was destroyed") {
		assert.Contains(t, unframed(said+err.Error()), why)
	}
	assert.Equal(t, before, unit.Made(t), "nothing is gone")
	unit.Set(t, variables.With(vars{"deletion_protection": false}))
	unit.Apply(t)
}

// unframed is a message of Terraform's on one line, without the frame around it.
func unframed(message string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(message, "│", " ")), " ")
}

func networkHeroku(t *testing.T) harness.Outputs {
	variables := common("net").With(vars{"cidr": "10.0.0.0/16", "heroku": vars{}})
	unit := harness.Module(t, nil, "network", "heroku", variables)
	refusesBadContext(t, unit)
	refusesAll(t, unit, []refusal{
		{"A network's range is private", vars{"cidr": "8.8.0.0/16"}},
		{"subnet_cidrs: Heroku divides a private space's range by itself", vars{"subnet_cidrs": list("10.0.1.0/24")}},
		{"cidr: Heroku's private spaces have a range of exactly /16.", vars{"cidr": "10.0.0.0/20", "heroku": vars{"team": "acme"}}},
		{"Unit net asks for what its provider cannot do: routes: Heroku takes no routes", vars{
			"routes": vars{"10.0.128.0/24": vars{"address": "10.0.1.10", "interface_id": "1"}}}},
	})

	assert.Empty(t, unit.Plan(t).Counts(), "without a team there is no private network")
	outputs := unit.Apply(t)
	assert.Equal(t, "", outputs["network_id"].Value)

	unit.Set(t, spaced(variables).With(vars{"nat": true}))
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"heroku_space": 1, "terraform_data": 1}, plan.Counts())
	space := plan.Values(t, "heroku_space.this[0]")
	assert.Equal(t, "demo-test-net", space["name"])
	assert.Equal(t, "acme", space["organization"])
	assert.Equal(t, "frankfurt", space["region"])
	assert.Equal(t, "10.0.0.0/16", space["cidr"])
	outputs = unit.Apply(t)
	assert.Equal(t, "demo-test-net", outputs["network_id"].Value, "a name is what apps are compared by")
	assert.Empty(t, outputs["subnet_ids"].Value)
	assert.Equal(t, "", outputs["route_table_id"].Value)

	isProtected(t, unit, spaced(variables), "The private space is protected")
	unit.Destroy(t)

	joined := harness.Module(t, nil, "network", "heroku", spaced(common("app")).With(vars{"cidr": "10.0.0.0/16", "network_id": "demo-test-net"}))
	assert.Empty(t, joined.Plan(t).Counts(), "a space that is there already is only passed on")
	assert.Equal(t, "demo-test-net", joined.Apply(t)["network_id"].Value)

	joined.Set(t, spaced(common(long)).With(vars{"cidr": "10.0.0.0/16", "region": "ap-southeast"}))
	space = joined.Plan(t).Values(t, "heroku_space.this[0]")
	assert.Regexp(t, `^demo-test-a-rather-lo-[0-9a-f]{8}$`, space["name"])
	assert.Equal(t, "singapore", space["region"])
	return outputs
}

func firewallHeroku(t *testing.T) harness.Outputs {
	web := func(port int, cidrs ...any) vars { return rule(vars{"port": port, "cidrs": cidrs}) }
	// What every stack with servers asks for is met: only the dynos of a space are in private ranges.
	inside := list(
		rule(vars{"protocol": "icmp"}), rule(vars{"port": 22}), rule(vars{"port": 8080, "last_port": 8090, "cidrs": list("fd00::/8", "172.16.5.0/24")}),
	)
	variables := common("fw").With(vars{"network_id": "demo-test-net", "rules": inside, "heroku": vars{}})
	unit := harness.Module(t, nil, "firewall", "heroku", variables)
	refusesBadFirewalls(t, unit)
	for why, rules := range map[string][]any{
		"rules: out: Heroku does not filter what dynos send.":         list(rule(vars{"direction": "out", "port": 443, "cidrs": list("0.0.0.0/0")})),
		"rules: ports: Heroku lets nothing reach a dyno":              list(rule(vars{"port": 22, "cidrs": list("10.0.0.0/16", "203.0.113.0/24")})),
		"which listens on the tcp ports 80 and 443.":                  list(rule(vars{"port": 80, "last_port": 443, "cidrs": list("203.0.113.0/24")})),
		"rules: 80 or 443 alone: Heroku's router listens":             list(web(443, "0.0.0.0/0")),
		"rules: IPv6: Heroku's router has no IPv6 addresses.":         list(web(80, "0.0.0.0/0", "::/0"), web(443, "0.0.0.0/0", "::/0")),
		"rules: cidrs: Heroku's router lets everybody in outside":     list(web(80, "203.0.113.0/24"), web(443, "203.0.113.0/24")),
		"for what its provider cannot do: rules: ports: Heroku lets":  list(rule(vars{"protocol": "icmp", "cidrs": list("0.0.0.0/0")})),
		"Unit fw asks for what its provider cannot do: rules: ports:": list(rule(vars{"protocol": "udp", "port": 443, "cidrs": list("11.0.0.0/8")})),
	} {
		unit.Refuses(t, vars{"rules": rules}, why)
	}

	assert.Empty(t, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	assert.Equal(t, "", outputs["firewall_id"].Value)
	unit.Set(t, variables.With(vars{"rules": append(inside, web(80, "0.0.0.0/0"), web(443, "0.0.0.0/0"))}))
	assert.Empty(t, unit.Plan(t).Counts(), "everybody reaches the router anyway")

	office := append(inside, web(80, "203.0.113.0/24", "10.0.0.0/16"), web(443, "10.0.0.0/16", "203.0.113.0/24"))
	unit.Set(t, spaced(variables).With(vars{"rules": office}))
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"heroku_space_inbound_ruleset": 1}, plan.Counts())
	ruleset := plan.Values(t, "heroku_space_inbound_ruleset.this[0]")
	assert.Equal(t, "demo-test-net", ruleset["space"])
	assert.EqualValues(t, list(map[string]any{"action": "allow", "source": "203.0.113.0/24"}), ruleset["rule"])
	outputs = unit.Apply(t)
	assert.NotEmpty(t, outputs["firewall_id"].Value)

	unit.Set(t, spaced(variables))
	assert.Empty(t, unit.Plan(t).Counts(), "rules about private ranges leave the space's router alone")
	unit.Destroy(t)
	return outputs
}

func init() {
	tests("heroku", map[string]test{
		"bastion": bastionHeroku, "compute": computeHeroku, "dns": dnsHeroku, "firewall": firewallHeroku, "network": networkHeroku, "storage": storageHeroku,
	})
	tests("cloudflare", map[string]test{"certificates": certificatesCloudflare, "dns": dnsCloudflare, "tunnel": tunnelCloudflare})
	tests("letsencrypt", map[string]test{"certificates": certificatesLetsencrypt})
	tests("management", map[string]test{"dns": dnsManagement})
}
