package main

import (
	"net/http"
	"net/netip"
	"regexp"
	"slices"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// Limits of one rule: the description of POST /firewalls/{id}/actions/set_rules.
const (
	maxCIDRs             = 100
	maxDescriptionLength = 255
)

var portRange = regexp.MustCompile(`^(any|\d{1,5}(-\d{1,5})?)$`)

func (c *cloud) offerFirewalls() {
	c.firewalls = kind[schema.Firewall]{one: "firewall", many: "firewalls",
		common: func(f *schema.Firewall) common {
			return common{id: &f.ID, name: &f.Name, labels: &f.Labels, created: &f.Created}
		},
		release: func(f *schema.Firewall) error {
			if len(f.AppliedTo) > 0 {
				return fail(hcloud.ErrorCodeResourceInUse, "firewall with ID '%d' is still in use", f.ID)
			}
			return nil
		},
	}
	c.firewalls.readable(c)
	c.firewalls.updatable(c)
	c.firewalls.deletable(c)
	c.handle("POST /firewalls", c.createFirewall)
	actOnFirewall(c, "set_rules", func(f *schema.Firewall, body schema.FirewallActionSetRulesRequest) error {
		return setRules(f, body.Rules)
	})
	actOnFirewall(c, "apply_to_resources", func(f *schema.Firewall, body schema.FirewallActionApplyToResourcesRequest) error {
		return c.applyFirewall(f, body.ApplyTo)
	})
	actOnFirewall(c, "remove_from_resources", func(f *schema.Firewall, body schema.FirewallActionRemoveFromResourcesRequest) error {
		return removeFirewall(f, body.RemoveFrom)
	})
}

// actOnFirewall is act for firewalls, whose actions answer with a list.
func actOnFirewall[B any](c *cloud, command string, do func(*schema.Firewall, B) error) {
	c.handle("POST /firewalls/{id}/actions/"+command, func(r *http.Request) (any, error) {
		firewall, err := c.firewalls.byPath(r)
		if err != nil {
			return nil, err
		}
		body, err := decode[B](r)
		if err != nil {
			return nil, err
		}
		if err := do(firewall, body); err != nil {
			return nil, err
		}
		return object{"actions": []schema.Action{c.done(command, c.firewalls.reference(firewall))}}, nil
	})
}

func (c *cloud) createFirewall(r *http.Request) (any, error) {
	body, err := decode[schema.FirewallCreateRequest](r)
	if err != nil {
		return nil, err
	}
	firewall := &schema.Firewall{AppliedTo: []schema.FirewallResource{}}
	if err := setRules(firewall, body.Rules); err != nil {
		return nil, err
	}
	if err := c.applyFirewall(firewall, body.ApplyTo); err != nil {
		return nil, err
	}
	if err := c.firewalls.create(c, firewall, body.Name, body.Labels); err != nil {
		return nil, err
	}
	return schema.FirewallCreateResponse{
		Firewall: *firewall,
		Actions:  []schema.Action{c.done("set_rules", c.firewalls.reference(firewall))},
	}, nil
}

func setRules(firewall *schema.Firewall, requests []schema.FirewallRuleRequest) error {
	rules := []schema.FirewallRule{}
	for _, request := range requests {
		if err := checkRule(request); err != nil {
			return err
		}
		rule := schema.FirewallRule(request)
		rule.SourceIPs = append([]string{}, rule.SourceIPs...) // [] rather than null
		rule.DestinationIPs = append([]string{}, rule.DestinationIPs...)
		rules = append(rules, rule)
	}
	firewall.Rules = rules
	return nil
}

func checkRule(rule schema.FirewallRuleRequest) error {
	far, near := rule.SourceIPs, rule.DestinationIPs
	switch rule.Direction {
	case "in":
	case "out":
		far, near = near, far
	default:
		return invalid("rules.direction", "%q", rule.Direction)
	}
	if len(far) == 0 || len(near) > 0 || len(far) > maxCIDRs {
		return invalid("rules", "an 'in' rule has source_ips, an 'out' rule destination_ips, and at most %d", maxCIDRs)
	}
	for _, text := range far {
		if prefix, err := netip.ParsePrefix(text); err != nil || prefix != prefix.Masked() {
			return invalid("rules", "%q is not a CIDR", text)
		}
	}
	if !slices.Contains([]string{"tcp", "udp", "icmp", "esp", "gre"}, rule.Protocol) {
		return invalid("rules.protocol", "%q", rule.Protocol)
	}
	if rule.Description != nil && len(*rule.Description) > maxDescriptionLength {
		return invalid("rules.description", "is longer than %d characters", maxDescriptionLength)
	}
	hasPorts := rule.Protocol == "tcp" || rule.Protocol == "udp"
	if hasPorts != (rule.Port != nil) || hasPorts && !portRange.MatchString(*rule.Port) {
		return invalid("rules.port", "tcp and udp have a port or a range, others have none")
	}
	return nil
}

func (c *cloud) applyFirewall(firewall *schema.Firewall, resources []schema.FirewallResource) error {
	for _, resource := range resources {
		if at := indexOfResource(firewall, resource); at >= 0 {
			return fail(hcloud.ErrorCodeFirewallAlreadyApplied, "firewall is already applied on the resource")
		}
		switch {
		case resource.Type == "server" && resource.Server != nil:
			if _, err := c.servers.byID(resource.Server.ID); err != nil {
				return fail(hcloud.ErrorCodeFirewallResourceNotFound, "server %d not found", resource.Server.ID)
			}
		case resource.Type == "label_selector" && resource.LabelSelector != nil:
			if _, err := parseSelector(resource.LabelSelector.Selector); err != nil {
				return err
			}
		default:
			return invalid("apply_to", "%q", resource.Type)
		}
		firewall.AppliedTo = append(firewall.AppliedTo, resource)
	}
	return nil
}

func removeFirewall(firewall *schema.Firewall, resources []schema.FirewallResource) error {
	for _, resource := range resources {
		at := indexOfResource(firewall, resource)
		if at < 0 {
			return fail(hcloud.ErrorCodeFirewallResourceNotFound, "firewall is not applied on the resource")
		}
		firewall.AppliedTo = slices.Delete(firewall.AppliedTo, at, at+1)
	}
	return nil
}

func indexOfResource(firewall *schema.Firewall, wanted schema.FirewallResource) int {
	return slices.IndexFunc(firewall.AppliedTo, func(r schema.FirewallResource) bool {
		sameServer := r.Server != nil && wanted.Server != nil && *r.Server == *wanted.Server
		sameLabels := r.LabelSelector != nil && wanted.LabelSelector != nil && *r.LabelSelector == *wanted.LabelSelector
		return sameServer || sameLabels
	})
}

func onServer(id int64) schema.FirewallResource {
	return schema.FirewallResource{Type: "server", Server: &schema.FirewallResourceServer{ID: id}}
}

// firewallsOf lists the firewalls that hold for a server, by its id or by its labels.
func (c *cloud) firewallsOf(server *schema.Server) []schema.ServerFirewall {
	applied := []schema.ServerFirewall{}
	for _, firewall := range c.firewalls.all() {
		holds := slices.ContainsFunc(firewall.AppliedTo, func(r schema.FirewallResource) bool {
			if r.LabelSelector == nil {
				return r.Server.ID == server.ID
			}
			matches, err := parseSelector(r.LabelSelector.Selector)
			return err == nil && matches(server.Labels)
		})
		if holds {
			applied = append(applied, schema.ServerFirewall{ID: firewall.ID, Status: "applied"})
		}
	}
	return applied
}
