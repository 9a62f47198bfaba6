package main

import (
	"net/netip"
	"slices"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// codeTargetNotFound has no name in hcloud-go; the Terraform provider looks for it by its text.
const codeTargetNotFound hcloud.ErrorCode = "load_balancer_target_not_found"

func (c *cloud) offerTargets() {
	act(c, &c.loadBalancers, "add_target", c.addTarget)
	act(c, &c.loadBalancers, "remove_target", func(b *schema.LoadBalancer, body schema.LoadBalancerActionRemoveTargetRequest) error {
		var gone schema.LoadBalancerTarget
		overlay(&gone, body)
		before := len(b.Targets)
		dropTargets(b, func(t schema.LoadBalancerTarget) bool { return sameTarget(t, gone) })
		if len(b.Targets) == before {
			return fail(codeTargetNotFound, "load balancer target not found")
		}
		return nil
	})
}

func (c *cloud) addTarget(balancer *schema.LoadBalancer, body schema.LoadBalancerActionAddTargetRequest) error {
	var target schema.LoadBalancerTarget
	overlay(&target, body)
	if full(balancer.LoadBalancerType.MaxTargets, len(balancer.Targets)) {
		return fail(hcloud.ErrorCodeResourceLimitExceeded, "a %s has %d targets at most", balancer.LoadBalancerType.Name, len(balancer.Targets))
	}
	if slices.ContainsFunc(balancer.Targets, func(t schema.LoadBalancerTarget) bool { return sameTarget(t, target) }) {
		return fail(hcloud.ErrorCodeTargetAlreadyDefined, "target is already defined")
	}
	if target.UsePrivateIP && len(balancer.PrivateNet) == 0 {
		return fail(hcloud.ErrorCodeLoadBalancerNotAttachedToNetwork, "load balancer %d is not attached to a network", balancer.ID)
	}
	if err := c.checkTarget(balancer, target); err != nil {
		return err
	}
	balancer.Targets = append(balancer.Targets, target)
	return nil
}

func (c *cloud) checkTarget(balancer *schema.LoadBalancer, target schema.LoadBalancerTarget) error {
	switch {
	case target.Type == "server" && target.Server != nil:
		server, err := c.servers.byID(target.Server.ID)
		if err != nil {
			return err
		}
		if target.UsePrivateIP && attachment(server, balancer.PrivateNet[0].Network) == nil {
			return fail(hcloud.ErrorCodeServerNotAttachedToNetwork, "server %d is not in the load balancer's network", server.ID)
		}
		if !target.UsePrivateIP && c.assigned(server.ID, "ipv4") == nil {
			return invalid("server", "server %d has no public IPv4 to be reached at", server.ID)
		}
		return nil
	case target.Type == "label_selector" && target.LabelSelector != nil:
		_, err := parseSelector(target.LabelSelector.Selector)
		return err
	case target.Type == "ip" && target.IP != nil:
		ip, err := netip.ParseAddr(target.IP.IP)
		if err != nil || target.UsePrivateIP {
			return invalid("ip", "%q", target.IP.IP)
		}
		for _, own := range slices.Concat(publicIPv4, []netip.Prefix{publicIPv6}) {
			if own.Contains(ip) {
				return fail(hcloud.ErrorCodeCloudResourceIPNotAllowed, "IP %s belongs to the cloud", ip)
			}
		}
		return nil
	}
	return invalid("type", "%q", target.Type)
}

func sameTarget(a, b schema.LoadBalancerTarget) bool {
	return a.Server != nil && b.Server != nil && *a.Server == *b.Server ||
		a.LabelSelector != nil && b.LabelSelector != nil && *a.LabelSelector == *b.LabelSelector ||
		a.IP != nil && b.IP != nil && *a.IP == *b.IP
}

func isServer(id int64) func(schema.LoadBalancerTarget) bool {
	return func(t schema.LoadBalancerTarget) bool { return t.Server != nil && t.Server.ID == id }
}

func dropTargets(balancer *schema.LoadBalancer, gone func(schema.LoadBalancerTarget) bool) {
	balancer.Targets = slices.DeleteFunc(balancer.Targets, gone)
}

// viewBalancer fills in the health of targets, which nobody checks here, and the servers that a
// label selector stands for.
func (c *cloud) viewBalancer(balancer *schema.LoadBalancer) schema.LoadBalancer {
	shown := *balancer
	shown.Targets = []schema.LoadBalancerTarget{}
	for _, target := range balancer.Targets {
		target.HealthStatus = unknownHealth(balancer)
		if target.LabelSelector != nil {
			target.Targets = c.selected(balancer, target)
		}
		shown.Targets = append(shown.Targets, target)
	}
	return shown
}

func unknownHealth(balancer *schema.LoadBalancer) []schema.LoadBalancerTargetHealthStatus {
	health := []schema.LoadBalancerTargetHealthStatus{}
	for _, service := range balancer.Services {
		health = append(health, schema.LoadBalancerTargetHealthStatus{ListenPort: service.ListenPort, Status: "unknown"})
	}
	return health
}

func (c *cloud) selected(balancer *schema.LoadBalancer, target schema.LoadBalancerTarget) []schema.LoadBalancerTarget {
	found := []schema.LoadBalancerTarget{}
	matches, err := parseSelector(target.LabelSelector.Selector)
	if err != nil {
		return found
	}
	for _, server := range c.servers.all() {
		if matches(server.Labels) {
			found = append(found, schema.LoadBalancerTarget{
				Type: "server", Server: &schema.LoadBalancerTargetServer{ID: server.ID},
				UsePrivateIP: target.UsePrivateIP, HealthStatus: unknownHealth(balancer),
			})
		}
	}
	return found
}
