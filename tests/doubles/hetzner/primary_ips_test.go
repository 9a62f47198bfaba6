package main

import (
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

func TestPrimaryIPs(t *testing.T) {
	c := project(t)
	opts := hcloud.PrimaryIPCreateOpts{Name: "p", Type: "ipv4", AssigneeType: "server", Location: "fsn1", AutoDelete: hcloud.Ptr(false)}
	made := ok(t, c.PrimaryIP.Create, opts).PrimaryIP
	equal(t, "the address", made.IP.String(), "192.0.2.1")
	refused(t, hcloud.ErrorCodeUniquenessError, c.PrimaryIP.Create, opts)
	for _, bad := range []hcloud.PrimaryIPCreateOpts{
		{Name: "q", Type: "ipv5", AssigneeType: "server", Location: "fsn1"},
		{Name: "q", Type: "ipv4", AssigneeType: "volume", Location: "fsn1"},
	} {
		refused(t, hcloud.ErrorCodeInvalidInput, c.PrimaryIP.Create, bad)
	}
	refused(t, hcloud.ErrorCodeNotFound, c.PrimaryIP.Create, hcloud.PrimaryIPCreateOpts{Name: "q", Type: "ipv4", AssigneeType: "server", Location: "x"})

	with := smallServer("one")
	with.PublicNet = &hcloud.ServerCreatePublicNet{EnableIPv4: true, IPv4: made}
	owner := ok(t, c.Server.Create, with).Server
	equal(t, "the server's address", owner.PublicNet.IPv4.ID, made.ID)
	equal(t, "whether the server has an IPv6", owner.PublicNet.IPv6.IsUnspecified(), true)
	refused(t, hcloud.ErrorCodeServerNotStopped, c.PrimaryIP.Unassign, made.ID)
	kept(t, hcloud.ErrorCodeServerNotStopped, c.PrimaryIP.Delete, made)

	ok(t, c.Server.Poweroff, owner)
	ok(t, c.PrimaryIP.Unassign, made.ID)
	ok(t, c.PrimaryIP.Assign, hcloud.PrimaryIPAssignOpts{ID: made.ID, AssigneeID: owner.ID, AssigneeType: "server"})
	opts.Name = "second"
	second := ok(t, c.PrimaryIP.Create, opts).PrimaryIP
	refused(t, hcloud.ErrorCodeInvalidInput, c.PrimaryIP.Assign, hcloud.PrimaryIPAssignOpts{ID: second.ID, AssigneeID: owner.ID, AssigneeType: "server"})

	ok(t, c.Server.DeleteWithResult, owner)
	equal(t, "the assignee after the server's deletion", ok(t, c.PrimaryIP.GetByID, made.ID).AssigneeID, 0)
	ok(t, c.PrimaryIP.ChangeProtection, hcloud.PrimaryIPChangeProtectionOpts{ID: made.ID, Delete: true})
	kept(t, hcloud.ErrorCodeProtected, c.PrimaryIP.Delete, made)
	updated := ok2(t, c.PrimaryIP.Update, second, hcloud.PrimaryIPUpdateOpts{AutoDelete: hcloud.Ptr(true)})
	equal(t, "auto_delete", updated.AutoDelete, true)
	gone(t, c.PrimaryIP.Delete, second)
}

func TestPrimaryIPMadeForAServer(t *testing.T) {
	c := project(t)
	without := smallServer("one")
	without.PublicNet, without.StartAfterCreate = &hcloud.ServerCreatePublicNet{}, hcloud.Ptr(false)
	owner := ok(t, c.Server.Create, without).Server
	opts := hcloud.PrimaryIPCreateOpts{Name: "p", Type: "ipv6", AssigneeType: "server", AssigneeID: &owner.ID}
	made := ok(t, c.PrimaryIP.Create, opts).PrimaryIP
	equal(t, "the network", made.Network.String(), "2001:db8:0:1::/64")
	equal(t, "the server's address", ok(t, c.Server.GetByID, owner.ID).PublicNet.IPv6.ID, made.ID)

	running := server(t, c, "two")
	opts = hcloud.PrimaryIPCreateOpts{Name: "q", Type: "ipv6", AssigneeType: "server", AssigneeID: &running.ID}
	refused(t, hcloud.ErrorCodeServerNotStopped, c.PrimaryIP.Create, opts)
	if left := ok(t, c.PrimaryIP.GetByName, "q"); left != nil {
		t.Error("a refused primary IP is there")
	}
}

func TestPublicAddressesRunOut(t *testing.T) {
	cloud := newCloud()
	for range 2 * 254 {
		if err := cloud.giveNew("ipv4", nextOwner(cloud)); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "the last address", cloud.primaryIPs.rows[2*254].IP, "198.51.100.254")
	isCode(t, hcloud.ErrorCodeResourceLimitExceeded, cloud.giveNew("ipv4", nextOwner(cloud)))
	delete(cloud.primaryIPs.rows, 7)
	if err := cloud.giveNew("ipv4", nextOwner(cloud)); err != nil {
		t.Errorf("an address given back is not taken again: %v", err)
	}
}

func nextOwner(c *cloud) *schema.Server {
	owner := &schema.Server{}
	c.servers.insert(owner)
	return owner
}
