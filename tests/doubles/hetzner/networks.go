package main

import (
	"net/http"
	"net/netip"
	"slices"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// privateRanges are those of RFC 1918, the only ones a network or a route may be in.
var privateRanges = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
}

// The smallest ranges allowed: the description of POST /networks.
const (
	minNetworkBits = 24
	minSubnetBits  = 30
)

func (c *cloud) offerNetworks() {
	c.networks = kind[schema.Network]{one: "network", many: "networks",
		common: func(n *schema.Network) common {
			return common{id: &n.ID, name: &n.Name, labels: &n.Labels, created: &n.Created, protected: &n.Protection.Delete}
		},
		view: c.viewNetwork,
		patch: func(n *schema.Network, body updateRequest) error {
			if body.AutoDelete != nil {
				return invalid("auto_delete", "a network has no auto_delete")
			}
			if body.ExposeRoutesToVSwitch != nil {
				n.ExposeRoutesToVSwitch = *body.ExposeRoutesToVSwitch
			}
			return nil
		},
		release: c.leaveNetwork,
	}
	c.networks.readable(c)
	c.networks.updatable(c)
	c.networks.deletable(c)
	protectable(c, &c.networks)
	c.handle("POST /networks", c.createNetwork)
	act(c, &c.networks, "change_ip_range", c.changeIPRange)
	act(c, &c.networks, "add_subnet", c.addSubnet)
	act(c, &c.networks, "delete_subnet", c.deleteSubnet)
	act(c, &c.networks, "add_route", c.addRoute)
	act(c, &c.networks, "delete_route", c.deleteRoute)
}

func (c *cloud) viewNetwork(network *schema.Network) schema.Network {
	shown := *network
	shown.Servers = []int64{}
	for _, server := range c.servers.all() {
		if attachment(server, network.ID) != nil {
			shown.Servers = append(shown.Servers, server.ID)
		}
	}
	return shown
}

func (c *cloud) createNetwork(r *http.Request) (any, error) {
	body, err := decode[schema.NetworkCreateRequest](r)
	if err != nil {
		return nil, err
	}
	if _, err := privateRange("ip_range", body.IPRange, minNetworkBits); err != nil {
		return nil, err
	}
	network := &schema.Network{
		IPRange: body.IPRange, ExposeRoutesToVSwitch: body.ExposeRoutesToVSwitch,
		Subnets: []schema.NetworkSubnet{}, Routes: []schema.NetworkRoute{},
	}
	for _, subnet := range body.Subnets {
		request := schema.NetworkActionAddSubnetRequest{Type: subnet.Type, IPRange: subnet.IPRange, NetworkZone: subnet.NetworkZone}
		if err := c.addSubnet(network, request); err != nil {
			return nil, err
		}
	}
	for _, route := range body.Routes {
		if err := c.addRoute(network, schema.NetworkActionAddRouteRequest(route)); err != nil {
			return nil, err
		}
	}
	if err := c.networks.create(c, network, body.Name, body.Labels); err != nil {
		return nil, err
	}
	return schema.NetworkCreateResponse{Network: c.viewNetwork(network)}, nil
}

// privateRange reads a prefix that has no host bits and lies in a private range.
func privateRange(field, text string, mostBits int) (netip.Prefix, error) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil || prefix != prefix.Masked() || prefix.Bits() > mostBits {
		return prefix, invalid(field, "%q", text)
	}
	inside := func(private netip.Prefix) bool { return contains(private, prefix) }
	if !slices.ContainsFunc(privateRanges, inside) {
		return prefix, invalid(field, "%q is not in a private range", text)
	}
	return prefix, nil
}

func contains(outer, inner netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

// changeIPRange extends a network at its end: ranges never shrink and never move.
func (c *cloud) changeIPRange(network *schema.Network, body schema.NetworkActionChangeIPRangeRequest) error {
	wider, err := privateRange("ip_range", body.IPRange, minNetworkBits)
	if err != nil {
		return err
	}
	now := netip.MustParsePrefix(network.IPRange)
	if wider.Addr() != now.Addr() || wider.Bits() > now.Bits() {
		return invalid("ip_range", "%s can only be extended at its end", now)
	}
	network.IPRange = body.IPRange
	return nil
}

func (c *cloud) addSubnet(network *schema.Network, body schema.NetworkActionAddSubnetRequest) error {
	if !slices.Contains([]string{"cloud", "server"}, body.Type) {
		return invalid("type", "%q", body.Type) // vswitch needs dedicated servers
	}
	zoned := func(l *schema.Location) bool { return l.NetworkZone == body.NetworkZone }
	if !slices.ContainsFunc(c.locations.all(), zoned) {
		return invalid("network_zone", "%q", body.NetworkZone)
	}
	whole := netip.MustParsePrefix(network.IPRange)
	prefix, err := privateRange("ip_range", body.IPRange, minSubnetBits)
	if err != nil {
		return err
	}
	if !contains(whole, prefix) {
		return invalid("ip_range", "%s is not in %s", prefix, whole)
	}
	if taken := overlapping(network, prefix); taken != "" {
		return invalid("ip_range", "%s overlaps %s", prefix, taken)
	}
	network.Subnets = append(network.Subnets, schema.NetworkSubnet{
		Type: body.Type, IPRange: body.IPRange, NetworkZone: body.NetworkZone, Gateway: whole.Addr().Next().String(),
	})
	return nil
}

// overlapping names the subnet or route of a network that shares addresses with prefix, if any.
func overlapping(network *schema.Network, prefix netip.Prefix) string {
	for _, subnet := range network.Subnets {
		if prefix.Overlaps(netip.MustParsePrefix(subnet.IPRange)) {
			return subnet.IPRange
		}
	}
	for _, route := range network.Routes {
		if prefix.Overlaps(netip.MustParsePrefix(route.Destination)) {
			return route.Destination
		}
	}
	return ""
}

func (c *cloud) deleteSubnet(network *schema.Network, body schema.NetworkActionDeleteSubnetRequest) error {
	at := slices.IndexFunc(network.Subnets, func(s schema.NetworkSubnet) bool { return s.IPRange == body.IPRange })
	if at < 0 {
		return fail(hcloud.ErrorCodeNotFound, "network %d has no subnet %s", network.ID, body.IPRange)
	}
	prefix := netip.MustParsePrefix(body.IPRange)
	for ip := range c.usedIn(network.ID) {
		if prefix.Contains(ip) { // clients wait for these very words
			return fail(hcloud.ErrorCodeServiceError, "cannot remove subnet because servers are attached to it")
		}
	}
	network.Subnets = slices.Delete(network.Subnets, at, at+1)
	return nil
}

func (c *cloud) addRoute(network *schema.Network, body schema.NetworkActionAddRouteRequest) error {
	destination, err := privateRange("destination", body.Destination, 32)
	if err != nil {
		return err
	}
	whole := netip.MustParsePrefix(network.IPRange)
	first := whole.Addr().Next()
	if destination.Contains(first) || destination.Contains(publicGateway) {
		return invalid("destination", "%s contains a gateway", destination)
	}
	if taken := overlapping(network, destination); taken != "" {
		return invalid("destination", "%s overlaps %s", destination, taken)
	}
	gateway, err := netip.ParseAddr(body.Gateway)
	if err != nil || !whole.Contains(gateway) || gateway == first || gateway == publicGateway {
		return invalid("gateway", "%q", body.Gateway)
	}
	network.Routes = append(network.Routes, schema.NetworkRoute(body))
	return nil
}

func (c *cloud) deleteRoute(network *schema.Network, body schema.NetworkActionDeleteRouteRequest) error {
	at := slices.Index(network.Routes, schema.NetworkRoute(body))
	if at < 0 {
		return fail(hcloud.ErrorCodeNotFound, "network %d has no route to %s", network.ID, body.Destination)
	}
	network.Routes = slices.Delete(network.Routes, at, at+1)
	return nil
}

// leaveNetwork detaches everything: the API deletes a network that is in use.
func (c *cloud) leaveNetwork(network *schema.Network) error {
	for _, server := range c.servers.all() {
		if attachment(server, network.ID) != nil {
			detachServer(server, network.ID)
		}
	}
	for _, balancer := range c.loadBalancers.all() {
		if balancerAttachment(balancer, network.ID) {
			c.detachBalancer(balancer)
		}
	}
	return nil
}
