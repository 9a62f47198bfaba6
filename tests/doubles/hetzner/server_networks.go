package main

import (
	"slices"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

func (c *cloud) offerServerNetworks() {
	act(c, &c.servers, "attach_to_network", c.attachServer)
	act(c, &c.servers, "detach_from_network", func(server *schema.Server, body schema.ServerActionDetachFromNetworkRequest) error {
		if attachment(server, body.Network) == nil {
			return fail(hcloud.ErrorCodeNotFound, "server %d is not attached to network %d", server.ID, body.Network)
		}
		detachServer(server, body.Network)
		return nil
	})
	act(c, &c.servers, "change_alias_ips", func(server *schema.Server, body schema.ServerActionChangeAliasIPsRequest) error {
		network, err := c.networks.byID(body.Network)
		if err != nil {
			return err
		}
		private := attachment(server, body.Network)
		if private == nil {
			return fail(hcloud.ErrorCodeNotFound, "server %d is not attached to network %d", server.ID, body.Network)
		}
		before := private.AliasIPs
		private.AliasIPs = []string{}
		if err := c.addAliases(network, server, private, body.AliasIPs); err != nil {
			private.AliasIPs = before
			return err
		}
		return nil
	})
}

// attachment is a server's interface in a network, or nil.
func attachment(server *schema.Server, network int64) *schema.ServerPrivateNet {
	for i := range server.PrivateNet {
		if server.PrivateNet[i].Network == network {
			return &server.PrivateNet[i]
		}
	}
	return nil
}

func (c *cloud) attachServer(server *schema.Server, body schema.ServerActionAttachToNetworkRequest) error {
	network, err := c.networks.byID(body.Network)
	if err != nil {
		return err
	}
	if attachment(server, network.ID) != nil {
		return fail(hcloud.ErrorCodeServerAlreadyAttached, "server %d is already attached to network %d", server.ID, network.ID)
	}
	ip, err := c.privateIP(network, server.Location.NetworkZone, body.IPRange, body.IP)
	if err != nil {
		return err
	}
	private := schema.ServerPrivateNet{Network: network.ID, IP: ip, AliasIPs: []string{}, MACAddress: c.freeMAC()}
	server.PrivateNet = append(server.PrivateNet, private)
	var aliases []string
	for _, alias := range body.AliasIPs {
		aliases = append(aliases, *alias)
	}
	if err := c.addAliases(network, server, attachment(server, network.ID), aliases); err != nil {
		detachServer(server, network.ID)
		return err
	}
	return nil
}

// addAliases adds one after the other, so that each sees the ones before it as used.
func (c *cloud) addAliases(network *schema.Network, server *schema.Server, private *schema.ServerPrivateNet, aliases []string) error {
	for _, alias := range aliases {
		ip, err := c.privateIP(network, server.Location.NetworkZone, nil, &alias)
		if err != nil {
			return err
		}
		private.AliasIPs = append(private.AliasIPs, ip)
	}
	return nil
}

func detachServer(server *schema.Server, network int64) {
	server.PrivateNet = slices.DeleteFunc(server.PrivateNet, func(p schema.ServerPrivateNet) bool { return p.Network == network })
}
