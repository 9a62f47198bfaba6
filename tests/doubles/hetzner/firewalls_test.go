package main

import (
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

func in(protocol, port string, from ...string) hcloud.FirewallRule {
	rule := hcloud.FirewallRule{Direction: "in", Protocol: hcloud.FirewallRuleProtocol(protocol)}
	if port != "" {
		rule.Port = &port
	}
	for _, text := range from {
		rule.SourceIPs = append(rule.SourceIPs, *cidr(text))
	}
	return rule
}

func TestFirewallRules(t *testing.T) {
	c := project(t)
	out := hcloud.FirewallRule{Direction: "out", Protocol: "esp", DestinationIPs: []net.IPNet{*cidr("::/0")}}
	made := ok(t, c.Firewall.Create, hcloud.FirewallCreateOpts{
		Name: "f", Rules: []hcloud.FirewallRule{in("tcp", "22", "0.0.0.0/0", "::/0"), in("icmp", "", "10.0.0.0/8"), out},
	}).Firewall
	equal(t, "the number of rules", len(made.Rules), 3)
	equal(t, "the port", *made.Rules[0].Port, "22")
	equal(t, "the destination", made.Rules[2].DestinationIPs[0].String(), "::/0")

	for _, bad := range []hcloud.FirewallRule{
		in("tcp", "", "10.0.0.0/8"), in("icmp", "1", "10.0.0.0/8"), in("tcp", "http", "10.0.0.0/8"),
		in("sctp", "", "10.0.0.0/8"), in("tcp", "22"),
		{Direction: "sideways", Protocol: "esp", SourceIPs: []net.IPNet{*cidr("10.0.0.0/8")}},
	} {
		refused2(t, hcloud.ErrorCodeInvalidInput, c.Firewall.SetRules, made, hcloud.FirewallSetRulesOpts{Rules: []hcloud.FirewallRule{bad}})
	}
	wordy := in("icmp", "", "::/0")
	wordy.Description = hcloud.Ptr(strings.Repeat("x", 256))
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Firewall.SetRules, made, hcloud.FirewallSetRulesOpts{Rules: []hcloud.FirewallRule{wordy}})
	wordy.Description = hcloud.Ptr("y")
	wordy.SourceIPs = slices.Repeat(wordy.SourceIPs, 101)
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Firewall.SetRules, made, hcloud.FirewallSetRulesOpts{Rules: []hcloud.FirewallRule{wordy}})
	wordy.SourceIPs = wordy.SourceIPs[:100]
	equal(t, "the number of actions", len(ok2(t, c.Firewall.SetRules, made, hcloud.FirewallSetRulesOpts{Rules: []hcloud.FirewallRule{wordy}})), 1)
	rules := ok(t, c.Firewall.GetByID, made.ID).Rules
	equal(t, "the number of rules", len(rules), 1)
	equal(t, "the description", *rules[0].Description, "y")
}

func TestFirewallResources(t *testing.T) {
	c := project(t)
	labelled := smallServer("one")
	labelled.Labels = map[string]string{"role": "web"}
	made := ok(t, c.Server.Create, labelled).Server
	on := func(id int64) []hcloud.FirewallResource {
		return []hcloud.FirewallResource{{Type: "server", Server: &hcloud.FirewallResourceServer{ID: id}}}
	}
	web := []hcloud.FirewallResource{{Type: "label_selector", LabelSelector: &hcloud.FirewallResourceLabelSelector{Selector: "role=web"}}}

	refused(t, hcloud.ErrorCodeFirewallResourceNotFound, c.Firewall.Create, hcloud.FirewallCreateOpts{Name: "f", ApplyTo: on(9)})
	first := ok(t, c.Firewall.Create, hcloud.FirewallCreateOpts{Name: "f", ApplyTo: on(made.ID)}).Firewall
	second := ok(t, c.Firewall.Create, hcloud.FirewallCreateOpts{Name: "g", ApplyTo: web}).Firewall
	equal(t, "the number of the server's firewalls", len(ok(t, c.Server.GetByID, made.ID).PublicNet.Firewalls), 2)
	refused2(t, hcloud.ErrorCodeFirewallAlreadyApplied, c.Firewall.ApplyResources, first, on(made.ID))
	ok2(t, c.Server.Update, made, hcloud.ServerUpdateOpts{Labels: map[string]string{"role": "db"}})
	equal(t, "the number without the label", len(ok(t, c.Server.GetByID, made.ID).PublicNet.Firewalls), 1)

	ok2(t, c.Firewall.RemoveResources, first, on(made.ID))
	refused2(t, hcloud.ErrorCodeFirewallResourceNotFound, c.Firewall.RemoveResources, first, on(made.ID))
	gone(t, c.Firewall.Delete, first)
	kept(t, hcloud.ErrorCodeResourceInUse, c.Firewall.Delete, second)
	ok2(t, c.Firewall.RemoveResources, second, web)
	ok2(t, c.Firewall.ApplyResources, second, on(made.ID))
	ok(t, c.Server.DeleteWithResult, made)
	gone(t, c.Firewall.Delete, second)
}
