package main

import (
	"net"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

func TestNetworkRanges(t *testing.T) {
	c := project(t)
	for _, text := range []string{"10.0.0.0/25", "8.8.0.0/16", "172.15.0.0/16"} {
		refused(t, hcloud.ErrorCodeInvalidInput, c.Network.Create, hcloud.NetworkCreateOpts{Name: "n", IPRange: cidr(text)})
	}
	refused(t, hcloud.ErrorCodeInvalidInput, c.Network.Create, hcloud.NetworkCreateOpts{
		Name: "n", IPRange: cidr("10.0.0.0/16"), Labels: map[string]string{"a key": "v"}})
	made := network(t, c)
	refused(t, hcloud.ErrorCodeUniquenessError, c.Network.Create, hcloud.NetworkCreateOpts{Name: "net", IPRange: cidr("10.0.0.0/16")})

	refused2(t, hcloud.ErrorCodeInvalidInput, c.Network.ChangeIPRange, made, hcloud.NetworkChangeIPRangeOpts{IPRange: cidr("10.0.0.0/17")})
	ok2(t, c.Network.ChangeIPRange, made, hcloud.NetworkChangeIPRangeOpts{IPRange: cidr("10.0.0.0/8")})
	equal(t, "the wider range", ok(t, c.Network.GetByID, made.ID).IPRange.String(), "10.0.0.0/8")
}

func TestSubnets(t *testing.T) {
	c := project(t)
	made := network(t, c)
	add := func(text, zone string) hcloud.NetworkAddSubnetOpts {
		return hcloud.NetworkAddSubnetOpts{Subnet: hcloud.NetworkSubnet{
			Type: "cloud", NetworkZone: hcloud.NetworkZone(zone), IPRange: cidr(text)}}
	}
	equal(t, "the gateway", made.Subnets[0].Gateway.String(), "10.0.0.1")
	ok2(t, c.Network.AddSubnet, made, add("10.0.2.0/24", "eu-central"))
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Network.AddSubnet, made, add("10.0.2.128/25", "eu-central")) // overlaps
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Network.AddSubnet, made, add("10.1.0.0/24", "eu-central"))   // outside
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Network.AddSubnet, made, add("10.0.3.0/31", "eu-central"))   // too small
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Network.AddSubnet, made, add("10.0.3.0/24", "mars"))

	used := smallServer("one")
	used.Networks = []*hcloud.Network{made}
	ok(t, c.Server.Create, used)
	first := hcloud.NetworkDeleteSubnetOpts{Subnet: made.Subnets[0]}
	refused2(t, hcloud.ErrorCodeServiceError, c.Network.DeleteSubnet, made, first)
	ok2(t, c.Server.DetachFromNetwork, &hcloud.Server{ID: 1}, hcloud.ServerDetachFromNetworkOpts{Network: made})
	ok2(t, c.Network.DeleteSubnet, made, first)
	refused2(t, hcloud.ErrorCodeNotFound, c.Network.DeleteSubnet, made, first)
	equal(t, "the number of subnets left", len(ok(t, c.Network.GetByID, made.ID).Subnets), 1)
}

func TestRoutes(t *testing.T) {
	c := project(t)
	made := network(t, c)
	route := func(destination, gateway string) hcloud.NetworkAddRouteOpts {
		return hcloud.NetworkAddRouteOpts{Route: hcloud.NetworkRoute{Destination: cidr(destination), Gateway: net.ParseIP(gateway)}}
	}
	for _, bad := range []hcloud.NetworkAddRouteOpts{
		route("8.8.8.0/24", "10.0.1.2"),      // not private
		route("10.0.1.0/25", "10.0.1.2"),     // in a subnet
		route("10.0.0.0/24", "10.0.1.2"),     // holds the network's gateway
		route("10.100.0.0/24", "10.0.0.1"),   // through the network's gateway
		route("10.100.0.0/24", "10.9.0.1"),   // through another network
		route("172.31.0.0/16", "172.31.1.1"), // the public gateway
	} {
		refused2(t, hcloud.ErrorCodeInvalidInput, c.Network.AddRoute, made, bad)
	}
	good := route("10.100.0.0/24", "10.0.1.2")
	ok2(t, c.Network.AddRoute, made, good)
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Network.AddRoute, made, good)
	ok2(t, c.Network.DeleteRoute, made, hcloud.NetworkDeleteRouteOpts(good))
	refused2(t, hcloud.ErrorCodeNotFound, c.Network.DeleteRoute, made, hcloud.NetworkDeleteRouteOpts(good))
}

func TestNetworkUpdateAndDeletion(t *testing.T) {
	c := project(t)
	made := network(t, c)
	used := smallServer("one")
	used.Networks = []*hcloud.Network{made}
	created := ok(t, c.Server.Create, used).Server
	equal(t, "the network's servers", len(ok(t, c.Network.GetByID, made.ID).Servers), 1)

	updated := ok2(t, c.Network.Update, made, hcloud.NetworkUpdateOpts{
		Name: "renamed", Labels: map[string]string{"a": "b"}, ExposeRoutesToVSwitch: hcloud.Ptr(true)})
	equal(t, "the name", updated.Name, "renamed")
	equal(t, "the label", updated.Labels["a"], "b")
	equal(t, "the exposure of routes", updated.ExposeRoutesToVSwitch, true)

	ok2(t, c.Network.ChangeProtection, made, hcloud.NetworkChangeProtectionOpts{Delete: hcloud.Ptr(true)})
	kept(t, hcloud.ErrorCodeProtected, c.Network.Delete, made)
	ok2(t, c.Network.ChangeProtection, made, hcloud.NetworkChangeProtectionOpts{Delete: hcloud.Ptr(false)})
	gone(t, c.Network.Delete, made)
	equal(t, "the server's networks", len(ok(t, c.Server.GetByID, created.ID).PrivateNet), 0)
}
