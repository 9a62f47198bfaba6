package main

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// hostname as in RFC 1123, which server names must be.
var hostname = regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$`)

func (c *cloud) offerServers() {
	c.servers = kind[schema.Server]{one: "server", many: "servers",
		common: func(s *schema.Server) common {
			return common{id: &s.ID, name: &s.Name, labels: &s.Labels, created: &s.Created, protected: &s.Protection.Delete}
		},
		view: c.viewServer,
		patch: func(_ *schema.Server, body updateRequest) error {
			if body.Name != nil && !hostname.MatchString(*body.Name) {
				return invalid("name", "%q is not a hostname", *body.Name)
			}
			return nil
		},
		release: c.leaveServer,
	}
	c.servers.readable(c)
	c.servers.updatable(c)
	c.servers.deletableByAction(c)
	c.handle("POST /servers", c.createServer)
	c.offerServerActions()
	c.offerServerNetworks()
}

// viewServer fills in what other resources know of a server.
func (c *cloud) viewServer(server *schema.Server) schema.Server {
	shown := *server
	shown.PublicNet = schema.ServerPublicNet{FloatingIPs: []int64{}, Firewalls: c.firewallsOf(server)}
	shown.PublicNet.IPv6.DNSPtr = []schema.ServerPublicNetIPv6DNSPtr{}
	if ip := c.assigned(server.ID, "ipv4"); ip != nil {
		shown.PublicNet.IPv4.ID, shown.PublicNet.IPv4.IP = ip.ID, ip.IP
	}
	if ip := c.assigned(server.ID, "ipv6"); ip != nil {
		shown.PublicNet.IPv6.ID, shown.PublicNet.IPv6.IP = ip.ID, ip.IP
	}
	shown.Volumes = []int64{}
	for _, volume := range c.volumes.all() {
		if volume.Server != nil && *volume.Server == server.ID {
			shown.Volumes = append(shown.Volumes, volume.ID)
		}
	}
	shown.LoadBalancers = []int64{}
	for _, balancer := range c.loadBalancers.all() {
		if slices.ContainsFunc(balancer.Targets, isServer(server.ID)) {
			shown.LoadBalancers = append(shown.LoadBalancers, balancer.ID)
		}
	}
	if server.PlacementGroup != nil {
		group := c.viewPlacementGroup(server.PlacementGroup)
		shown.PlacementGroup = &group
	}
	return shown
}

func (c *cloud) createServer(r *http.Request) (any, error) {
	body, err := decode[schema.ServerCreateRequest](r)
	if err != nil {
		return nil, err
	}
	server, err := c.newServer(body)
	if err != nil {
		return nil, err
	}
	if err := c.servers.create(c, server, body.Name, body.Labels); err != nil {
		return nil, err
	}
	if err := c.equip(server, body); err != nil { // all or nothing
		c.leaveServer(server) //nolint:errcheck // it never refuses
		delete(c.servers.rows, server.ID)
		return nil, err
	}
	answer := schema.ServerCreateResponse{
		Server: c.viewServer(server), Action: c.done("create_server", c.servers.reference(server)), NextActions: []schema.Action{},
	}
	if server.Status == "running" {
		answer.NextActions = append(answer.NextActions, c.done("start_server", c.servers.reference(server)))
	}
	if len(body.SSHKeys) == 0 {
		password := "of-a-double" // there is nobody to log in to
		answer.RootPassword = &password
	}
	return answer, nil
}

// newServer is the server by itself, without anything it is attached to.
func (c *cloud) newServer(body schema.ServerCreateRequest) (*schema.Server, error) {
	if !hostname.MatchString(body.Name) {
		return nil, invalid("name", "%q is not a hostname", body.Name)
	}
	serverType, err := c.serverTypes.byReference(body.ServerType)
	if err != nil {
		return nil, err
	}
	image, err := c.imageFor(body.Image, serverType.Architecture)
	if err != nil {
		return nil, err
	}
	if body.Datacenter != "" {
		return nil, datacenterGone
	}
	location, err := c.locationFor(body.Location, serverType)
	if err != nil {
		return nil, err
	}
	for _, id := range body.SSHKeys {
		if _, err := c.sshKeys.byID(id); err != nil {
			return nil, err
		}
	}
	server := &schema.Server{
		Status: "running", ServerType: *serverType, Image: image, Location: *location,
		PrimaryDiskSize: serverType.Disk, PrivateNet: []schema.ServerPrivateNet{},
	}
	if body.StartAfterCreate != nil && !*body.StartAfterCreate {
		server.Status = "off"
	}
	return server, nil
}

// imageFor finds an image by id or, among those of an architecture, by name.
func (c *cloud) imageFor(reference schema.IDOrName, architecture string) (*schema.Image, error) {
	for _, image := range c.images.all() {
		if *image.Name == reference.Name && image.Architecture == architecture {
			return image, nil
		}
	}
	image, err := c.images.byReference(reference)
	if err == nil && image.Architecture != architecture {
		return nil, invalid("image", "image %d is not for architecture %s", image.ID, architecture)
	}
	return image, err
}

// equip attaches a new server to everything that its request names.
func (c *cloud) equip(server *schema.Server, body schema.ServerCreateRequest) error {
	if err := c.connect(server, body); err != nil {
		return err
	}
	for _, id := range body.Networks {
		if err := c.attachServer(server, schema.ServerActionAttachToNetworkRequest{Network: id}); err != nil {
			return err
		}
	}
	for _, one := range body.Firewalls {
		firewall, err := c.firewalls.byID(one.Firewall)
		if err == nil {
			err = c.applyFirewall(firewall, []schema.FirewallResource{onServer(server.ID)})
		}
		if err != nil {
			return err
		}
	}
	for _, id := range body.Volumes {
		volume, err := c.volumes.byID(id)
		if err == nil {
			err = c.attachVolume(volume, server.ID)
		}
		if err != nil {
			return err
		}
	}
	if body.PlacementGroup != 0 {
		return c.place(server, body.PlacementGroup)
	}
	return nil
}

// connect gives a new server its public addresses: both unless the request says otherwise.
func (c *cloud) connect(server *schema.Server, body schema.ServerCreateRequest) error {
	public := body.PublicNet
	if public == nil {
		public = &schema.ServerCreatePublicNet{EnableIPv4: true, EnableIPv6: true}
	}
	if !public.EnableIPv4 && !public.EnableIPv6 && len(body.Networks) == 0 && server.Status != "off" {
		return invalid("public_net", "a server without public and private network cannot be started")
	}
	for _, one := range []struct {
		version string
		enabled bool
		id      int64
	}{{"ipv4", public.EnableIPv4, public.IPv4ID}, {"ipv6", public.EnableIPv6, public.IPv6ID}} {
		if !one.enabled {
			continue
		}
		if one.id == 0 {
			if err := c.giveNew(one.version, server); err != nil {
				return err
			}
			continue
		}
		ip, err := c.primaryIPs.byID(one.id)
		if err == nil && ip.Type != one.version {
			err = invalid("public_net", "primary IP %d is not of type %s", ip.ID, one.version)
		}
		if err == nil {
			err = c.give(ip, server)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// leaveServer takes a server out of everything that knows it.
func (c *cloud) leaveServer(server *schema.Server) error {
	for _, firewall := range c.firewalls.all() {
		if at := indexOfResource(firewall, onServer(server.ID)); at >= 0 {
			firewall.AppliedTo = slices.Delete(firewall.AppliedTo, at, at+1)
		}
	}
	for _, volume := range c.volumes.all() {
		if volume.Server != nil && *volume.Server == server.ID {
			volume.Server = nil
		}
	}
	for _, balancer := range c.loadBalancers.all() {
		dropTargets(balancer, isServer(server.ID))
	}
	c.abandon(server.ID)
	return nil
}

func stopped(server *schema.Server) error {
	if server.Status != "off" {
		return fail(hcloud.ErrorCodeServerNotStopped, "server %s is not stopped", strconv.FormatInt(server.ID, 10))
	}
	return nil
}
