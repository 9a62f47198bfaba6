package main

import (
	"net/http"
	"sync"

	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// cloud is one project of one customer, empty at first but for the catalog.
type cloud struct {
	mu    sync.Mutex // held by handle for the length of a request
	mux   *http.ServeMux
	token string // the one that is taken; empty: any
	clock int
	macs  int

	actions           kind[schema.Action]
	locations         kind[schema.Location]
	serverTypes       kind[schema.ServerType]
	loadBalancerTypes kind[schema.LoadBalancerType]
	images            kind[schema.Image]

	sshKeys         kind[schema.SSHKey]
	networks        kind[schema.Network]
	firewalls       kind[schema.Firewall]
	placementGroups kind[schema.PlacementGroup]
	primaryIPs      kind[schema.PrimaryIP]
	servers         kind[schema.Server]
	volumes         kind[schema.Volume]
	loadBalancers   kind[schema.LoadBalancer]
	zones           kind[zone]
}

func newCloud() *cloud {
	c := &cloud{
		mux: http.NewServeMux(),
		actions: kind[schema.Action]{one: "action", many: "actions",
			common: func(a *schema.Action) common { return common{id: &a.ID} }},
		locations: kind[schema.Location]{one: "location", many: "locations",
			common: func(l *schema.Location) common { return common{id: &l.ID, name: &l.Name} }},
		serverTypes: kind[schema.ServerType]{one: "server_type", many: "server_types",
			common: func(s *schema.ServerType) common { return common{id: &s.ID, name: &s.Name} }},
		loadBalancerTypes: kind[schema.LoadBalancerType]{one: "load_balancer_type", many: "load_balancer_types",
			common: func(l *schema.LoadBalancerType) common { return common{id: &l.ID, name: &l.Name} }},
		images: kind[schema.Image]{one: "image", many: "images",
			common: func(i *schema.Image) common { return common{id: &i.ID, name: i.Name} }},
	}
	c.actions.readable(c)
	c.offerCatalog()
	c.offerSSHKeys()
	c.offerNetworks()
	c.offerFirewalls()
	c.offerPlacementGroups()
	c.offerPrimaryIPs()
	c.offerServers()
	c.offerVolumes()
	c.offerLoadBalancers()
	c.offerZones()
	return c
}
