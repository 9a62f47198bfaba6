package main

import (
	"net"
	"strings"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIDdVfcYjKBbSZx1Wc7DcmTiBMDmQ7X1LjD3jQ0yLQ2c one@test"

func TestServerWithEverything(t *testing.T) {
	c := project(t)
	private := network(t, c)
	key := ok(t, c.SSHKey.Create, hcloud.SSHKeyCreateOpts{Name: "key", PublicKey: publicKey})
	group := ok(t, c.PlacementGroup.Create, hcloud.PlacementGroupCreateOpts{Name: "group", Type: "spread"}).PlacementGroup
	firewall := ok(t, c.Firewall.Create, hcloud.FirewallCreateOpts{Name: "firewall"}).Firewall
	volume := ok(t, c.Volume.Create, hcloud.VolumeCreateOpts{Name: "volume", Size: 10, Location: &hcloud.Location{Name: "fsn1"}}).Volume

	opts := smallServer("one.example.com")
	opts.SSHKeys = []*hcloud.SSHKey{key}
	opts.PlacementGroup = group
	opts.Firewalls = []*hcloud.ServerCreateFirewall{{Firewall: *firewall}}
	opts.Volumes = []*hcloud.Volume{volume}
	opts.Networks = []*hcloud.Network{private}
	opts.Labels = map[string]string{"role": "web"}
	opts.UserData = "#cloud-config\n"
	result := ok(t, c.Server.Create, opts)
	made := ok(t, c.Server.GetByID, result.Server.ID)

	equal(t, "the password, with a key", result.RootPassword, "")
	equal(t, "the status", made.Status, hcloud.ServerStatusRunning)
	equal(t, "the location", made.Location.Name, "fsn1")
	equal(t, "the label", made.Labels["role"], "web")
	equal(t, "the public IPv4", made.PublicNet.IPv4.IP.String(), "192.0.2.1")
	equal(t, "the public IPv6", made.PublicNet.IPv6.Network.String(), "2001:db8:0:1::/64")
	equal(t, "the private IP", made.PrivateNet[0].IP.String(), "10.0.1.1")
	equal(t, "the firewall", made.PublicNet.Firewalls[0].Firewall.ID, firewall.ID)
	equal(t, "the volume", made.Volumes[0].ID, volume.ID)
	equal(t, "the group", made.PlacementGroup.ID, group.ID)
	equal(t, "the group's server", ok(t, c.PlacementGroup.GetByID, group.ID).Servers[0], made.ID)
	equal(t, "the volume's server", ok(t, c.Volume.GetByID, volume.ID).Server.ID, made.ID)
	kept(t, hcloud.ErrorCodeResourceInUse, c.Firewall.Delete, firewall)
	kept(t, hcloud.ErrorCodeResourceInUse, c.PlacementGroup.Delete, group)
	kept(t, hcloud.ErrorCodeServiceError, c.Volume.Delete, volume)

	ok(t, c.Server.DeleteWithResult, made)
	gone(t, c.Firewall.Delete, firewall)
	gone(t, c.PlacementGroup.Delete, group)
	gone(t, c.Volume.Delete, volume)
	equal(t, "the number of primary IPs left", len(ok(t, c.PrimaryIP.List, hcloud.PrimaryIPListOpts{})), 0)
}

func TestServerReferencesMustExist(t *testing.T) {
	c := project(t)
	for name, spoil := range map[string]func(*hcloud.ServerCreateOpts){
		"type":    func(o *hcloud.ServerCreateOpts) { o.ServerType = &hcloud.ServerType{Name: "huge"} },
		"image":   func(o *hcloud.ServerCreateOpts) { o.Image = &hcloud.Image{ID: 999} },
		"key":     func(o *hcloud.ServerCreateOpts) { o.SSHKeys = []*hcloud.SSHKey{{ID: 9}} },
		"network": func(o *hcloud.ServerCreateOpts) { o.Networks = []*hcloud.Network{{ID: 9}} },
		"volume":  func(o *hcloud.ServerCreateOpts) { o.Volumes = []*hcloud.Volume{{ID: 9}} },
		"firewall": func(o *hcloud.ServerCreateOpts) {
			o.Firewalls = []*hcloud.ServerCreateFirewall{{Firewall: hcloud.Firewall{ID: 9}}}
		},
		"group": func(o *hcloud.ServerCreateOpts) { o.PlacementGroup = &hcloud.PlacementGroup{ID: 9} },
		"primaryIP": func(o *hcloud.ServerCreateOpts) {
			o.PublicNet = &hcloud.ServerCreatePublicNet{EnableIPv4: true, IPv4: &hcloud.PrimaryIP{ID: 9}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			opts := smallServer("one")
			spoil(&opts)
			refused(t, hcloud.ErrorCodeNotFound, c.Server.Create, opts)
		})
	}
	equal(t, "the number of servers", len(ok(t, c.Server.List, hcloud.ServerListOpts{})), 0)
	equal(t, "the number of primary IPs", len(ok(t, c.PrimaryIP.List, hcloud.PrimaryIPListOpts{})), 0)
}

func TestServerInputIsChecked(t *testing.T) {
	c := project(t)
	for name, spoil := range map[string]func(*hcloud.ServerCreateOpts){
		"hostname":     func(o *hcloud.ServerCreateOpts) { o.Name = "under_score" },
		"architecture": func(o *hcloud.ServerCreateOpts) { o.ServerType.Name, o.Image = "cax11", &hcloud.Image{ID: 1} },
		"location":     func(o *hcloud.ServerCreateOpts) { o.Location.Name = "ash" }, // cx22 is European
		"nowhere":      func(o *hcloud.ServerCreateOpts) { o.Location.Name = "moon" },
		"labels":       func(o *hcloud.ServerCreateOpts) { o.Labels = map[string]string{"-": ""} },
	} {
		t.Run(name, func(t *testing.T) {
			opts := smallServer("one")
			spoil(&opts)
			refused(t, hcloud.ErrorCodeInvalidInput, c.Server.Create, opts)
		})
	}
	server(t, c, "one")
	refused(t, hcloud.ErrorCodeUniquenessError, c.Server.Create, smallServer("one"))
	two := server(t, c, "two")
	refused2(t, hcloud.ErrorCodeUniquenessError, c.Server.Update, two, hcloud.ServerUpdateOpts{Name: "one"})
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Server.Update, two, hcloud.ServerUpdateOpts{Name: "t w o"})
	equal(t, "the new name", ok2(t, c.Server.Update, two, hcloud.ServerUpdateOpts{Name: "three"}).Name, "three")
}

func TestServerActions(t *testing.T) {
	c := project(t)
	made := server(t, c, "one")
	bigger := hcloud.ServerChangeTypeOpts{ServerType: &hcloud.ServerType{Name: "cx32"}, UpgradeDisk: true}
	refused2(t, hcloud.ErrorCodeServerNotStopped, c.Server.ChangeType, made, bigger)
	ok(t, c.Server.Shutdown, made)
	equal(t, "the status", ok(t, c.Server.GetByID, made.ID).Status, hcloud.ServerStatusOff)
	ok2(t, c.Server.ChangeType, made, bigger)
	equal(t, "the disk", ok(t, c.Server.GetByID, made.ID).PrimaryDiskSize, 80)
	for _, wrong := range []string{"cx22", "cax21"} { // a smaller disk, another architecture
		opts := hcloud.ServerChangeTypeOpts{ServerType: &hcloud.ServerType{Name: wrong}}
		refused2(t, hcloud.ErrorCodeInvalidServerType, c.Server.ChangeType, made, opts)
	}
	ok(t, c.Server.Poweron, made)
	ok2(t, c.Server.EnableBackup, made, "")
	equal(t, "the backup window", ok(t, c.Server.GetByID, made.ID).BackupWindow, "22-02")
	ok(t, c.Server.DisableBackup, made)
	ok2(t, c.Server.Rebuild, made, hcloud.ServerRebuildOpts{Image: &hcloud.Image{Name: "ubuntu-24.04"}})
	equal(t, "the image", ok(t, c.Server.GetByID, made.ID).Image.Name, "ubuntu-24.04")

	yes, no := hcloud.Ptr(true), hcloud.Ptr(false)
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Server.ChangeProtection, made, hcloud.ServerChangeProtectionOpts{Delete: yes, Rebuild: no})
	ok2(t, c.Server.ChangeProtection, made, hcloud.ServerChangeProtectionOpts{Delete: yes, Rebuild: yes})
	refused(t, hcloud.ErrorCodeProtected, c.Server.DeleteWithResult, made)
	refused2(t, hcloud.ErrorCodeProtected, c.Server.Rebuild, made, hcloud.ServerRebuildOpts{Image: &hcloud.Image{Name: "debian-12"}})
}

func TestServerNetworks(t *testing.T) {
	c := project(t)
	private, made := network(t, c), server(t, c, "one")
	attach := func(ip string, aliases ...string) hcloud.ServerAttachToNetworkOpts {
		opts := hcloud.ServerAttachToNetworkOpts{Network: private, IP: net.ParseIP(ip)}
		for _, alias := range aliases {
			opts.AliasIPs = append(opts.AliasIPs, net.ParseIP(alias))
		}
		return opts
	}
	for _, bad := range []string{"10.0.1.0", "10.0.1.255", "10.0.2.1"} {
		refused2(t, hcloud.ErrorCodeIPNotAvailable, c.Server.AttachToNetwork, made, attach(bad))
	}
	refused2(t, hcloud.ErrorCodeIPNotAvailable, c.Server.AttachToNetwork, made, attach("10.0.1.5", "10.0.1.5"))
	ok2(t, c.Server.AttachToNetwork, made, attach("10.0.1.5", "10.0.1.6"))
	refused2(t, hcloud.ErrorCodeServerAlreadyAttached, c.Server.AttachToNetwork, made, attach("10.0.1.7"))
	interfaces := ok(t, c.Server.GetByID, made.ID).PrivateNet
	equal(t, "the alias", interfaces[0].Aliases[0].String(), "10.0.1.6")
	if !strings.HasPrefix(interfaces[0].MACAddress, "86:00:00:") {
		t.Errorf("the MAC address is %s", interfaces[0].MACAddress)
	}
	other := server(t, c, "two")
	refused2(t, hcloud.ErrorCodeIPNotAvailable, c.Server.AttachToNetwork, other, attach("10.0.1.6"))

	ok2(t, c.Network.AddSubnet, private, hcloud.NetworkAddSubnetOpts{
		Subnet: hcloud.NetworkSubnet{Type: "cloud", NetworkZone: "eu-central", IPRange: cidr("10.0.2.0/24")}})
	in := func(subnet, ip string) hcloud.ServerAttachToNetworkOpts {
		return hcloud.ServerAttachToNetworkOpts{Network: private, IPRange: cidr(subnet), IP: net.ParseIP(ip)}
	}
	refused2(t, hcloud.ErrorCodeIPNotAvailable, c.Server.AttachToNetwork, other, in("10.0.2.0/24", "10.0.1.7"))
	refused2(t, hcloud.ErrorCodeNoSubnetAvailable, c.Server.AttachToNetwork, other, in("10.0.3.0/24", ""))
	ok2(t, c.Server.AttachToNetwork, other, in("10.0.2.0/24", ""))
	equal(t, "the address in the subnet named", ok(t, c.Server.GetByID, other.ID).PrivateNet[0].IP.String(), "10.0.2.1")
	ok2(t, c.Server.DetachFromNetwork, other, hcloud.ServerDetachFromNetworkOpts{Network: private})
	change := hcloud.ServerChangeAliasIPsOpts{Network: private, AliasIPs: []net.IP{net.ParseIP("10.0.1.9")}}
	ok2(t, c.Server.ChangeAliasIPs, made, change)
	ok2(t, c.Server.AttachToNetwork, other, attach("10.0.1.6"))

	away := smallServer("three")
	away.ServerType.Name, away.Location.Name, away.Networks = "cpx11", "ash", []*hcloud.Network{private}
	refused(t, hcloud.ErrorCodeNoSubnetAvailable, c.Server.Create, away)
}

func TestPlacementGroupIsFull(t *testing.T) {
	c := project(t)
	group := ok(t, c.PlacementGroup.Create, hcloud.PlacementGroupCreateOpts{Name: "group", Type: "spread"}).PlacementGroup
	refused(t, hcloud.ErrorCodeInvalidInput, c.PlacementGroup.Create, hcloud.PlacementGroupCreateOpts{Name: "other", Type: "stack"})
	for _, name := range strings.Split("abcdefghij", "") {
		opts := smallServer(name)
		opts.PlacementGroup = group
		ok(t, c.Server.Create, opts)
	}
	last := server(t, c, "k")
	refused2(t, hcloud.ErrorCodeServerNotStopped, c.Server.AddToPlacementGroup, last, group)
	ok(t, c.Server.Poweroff, last)
	refused2(t, hcloud.ErrorCodePlacementError, c.Server.AddToPlacementGroup, last, group)
	first := &hcloud.Server{ID: 1}
	ok(t, c.Server.Poweroff, first)
	ok(t, c.Server.RemoveFromPlacementGroup, first)
	ok2(t, c.Server.AddToPlacementGroup, last, group)
}
