package main

import (
	"net/http"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

func (c *cloud) offerLoadBalancers() {
	c.loadBalancers = kind[schema.LoadBalancer]{one: "load_balancer", many: "load_balancers",
		common: func(l *schema.LoadBalancer) common {
			return common{id: &l.ID, name: &l.Name, labels: &l.Labels, created: &l.Created, protected: &l.Protection.Delete}
		},
		view: c.viewBalancer,
	}
	balancers := &c.loadBalancers
	balancers.readable(c)
	balancers.updatable(c)
	balancers.deletableByAction(c) // docs.hetzner.cloud/changelog#2026-10-05-delete-load-balancer-returns-action
	protectable(c, balancers)
	c.handle("POST /load_balancers", c.createBalancer)
	act(c, balancers, "change_algorithm", func(b *schema.LoadBalancer, body schema.LoadBalancerActionChangeAlgorithmRequest) error {
		return setAlgorithm(b, body.Type)
	})
	act(c, balancers, "change_type", func(b *schema.LoadBalancer, body schema.LoadBalancerActionChangeTypeRequest) error {
		balancerType, err := c.loadBalancerTypes.byReference(body.LoadBalancerType)
		if err != nil {
			return err
		}
		if full(balancerType.MaxServices, len(b.Services)-1) || full(balancerType.MaxTargets, len(b.Targets)-1) {
			return fail(hcloud.ErrorCodeInvalidLoadBalancerType, "load balancer %d has too much for a %s", b.ID, balancerType.Name)
		}
		b.LoadBalancerType = *balancerType
		return nil
	})
	act(c, balancers, "attach_to_network", c.attachBalancer)
	act(c, balancers, "detach_from_network", func(b *schema.LoadBalancer, body schema.LoadBalancerActionDetachFromNetworkRequest) error {
		if !balancerAttachment(b, body.Network) {
			return fail(hcloud.ErrorCodeNotFound, "load balancer %d is not attached to network %d", b.ID, body.Network)
		}
		c.detachBalancer(b)
		return nil
	})
	act(c, balancers, "enable_public_interface", func(b *schema.LoadBalancer, _ nothing) error {
		b.PublicNet.Enabled = true
		return nil
	})
	act(c, balancers, "disable_public_interface", func(b *schema.LoadBalancer, _ nothing) error {
		b.PublicNet.Enabled = false
		return nil
	})
	c.offerServices()
	c.offerTargets()
}

// full says whether one more would be too many; a limit of 0 is not known and not enforced.
func full(limit, has int) bool { return limit > 0 && has >= limit }

func (c *cloud) createBalancer(r *http.Request) (any, error) {
	body, err := decode[schema.LoadBalancerCreateRequest](r)
	if err != nil {
		return nil, err
	}
	balancer, err := c.newBalancer(body)
	if err != nil {
		return nil, err
	}
	if body.Network != nil {
		if err := c.attachBalancer(balancer, schema.LoadBalancerActionAttachToNetworkRequest{Network: *body.Network}); err != nil {
			return nil, err
		}
	}
	for _, service := range body.Services {
		var request schema.LoadBalancerActionAddServiceRequest
		overlay(&request, service)
		if err := c.addService(balancer, request); err != nil {
			return nil, err
		}
	}
	for _, target := range body.Targets {
		var request schema.LoadBalancerActionAddTargetRequest
		overlay(&request, target)
		if err := c.addTarget(balancer, request); err != nil {
			return nil, err
		}
	}
	if err := c.loadBalancers.create(c, balancer, body.Name, body.Labels); err != nil {
		return nil, err
	}
	return schema.LoadBalancerCreateResponse{
		LoadBalancer: c.viewBalancer(balancer),
		Action:       c.done("create_load_balancer", c.loadBalancers.reference(balancer)),
	}, nil
}

// newBalancer is the load balancer by itself, in a location or in the first one of a zone.
func (c *cloud) newBalancer(body schema.LoadBalancerCreateRequest) (*schema.LoadBalancer, error) {
	balancerType, err := c.loadBalancerTypes.byReference(body.LoadBalancerType)
	if err != nil {
		return nil, err
	}
	if (body.Location == nil) == (body.NetworkZone == nil) {
		return nil, invalid("location", "a load balancer is created in a location or in a network_zone")
	}
	balancer := &schema.LoadBalancer{
		LoadBalancerType: *balancerType,
		PrivateNet:       []schema.LoadBalancerPrivateNet{},
		Services:         []schema.LoadBalancerService{},
		Targets:          []schema.LoadBalancerTarget{},
	}
	for _, location := range c.locations.all() {
		here := body.Location != nil && location.Name == *body.Location
		inZone := body.NetworkZone != nil && location.NetworkZone == *body.NetworkZone
		if balancer.Location.ID == 0 && (here || inZone) {
			balancer.Location = *location
		}
	}
	if balancer.Location.ID == 0 {
		return nil, invalid("location", "location or network_zone not found")
	}
	algorithm := "round_robin"
	if body.Algorithm != nil {
		algorithm = body.Algorithm.Type
	}
	if err := setAlgorithm(balancer, algorithm); err != nil {
		return nil, err
	}
	balancer.PublicNet.Enabled = body.PublicInterface == nil || *body.PublicInterface
	balancer.PublicNet.IPv6.IP = c.freeIPv6().Addr().Next().String()
	balancer.PublicNet.IPv4.IP, err = c.freeIPv4()
	return balancer, err
}

func setAlgorithm(balancer *schema.LoadBalancer, algorithm string) error {
	if algorithm != "round_robin" && algorithm != "least_connections" {
		return invalid("algorithm", "%q", algorithm)
	}
	balancer.Algorithm.Type = algorithm
	return nil
}

func (c *cloud) attachBalancer(balancer *schema.LoadBalancer, body schema.LoadBalancerActionAttachToNetworkRequest) error {
	network, err := c.networks.byID(body.Network)
	if err != nil {
		return err
	}
	if len(balancer.PrivateNet) > 0 {
		return fail(hcloud.ErrorCodeLoadBalancerAlreadyAttached, "load balancer %d is already attached to a network", balancer.ID)
	}
	ip, err := c.privateIP(network, balancer.Location.NetworkZone, body.IPRange, body.IP)
	if err != nil {
		return err
	}
	balancer.PrivateNet = append(balancer.PrivateNet, schema.LoadBalancerPrivateNet{Network: network.ID, IP: ip})
	return nil
}

func balancerAttachment(balancer *schema.LoadBalancer, network int64) bool {
	return len(balancer.PrivateNet) > 0 && balancer.PrivateNet[0].Network == network
}

// detachBalancer takes a load balancer out of its network, and with it the targets reached there.
func (c *cloud) detachBalancer(balancer *schema.LoadBalancer) {
	balancer.PrivateNet = []schema.LoadBalancerPrivateNet{}
	dropTargets(balancer, func(t schema.LoadBalancerTarget) bool { return t.UsePrivateIP })
}
