package main

import (
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
)

// What the vendor offers, as far as tests need it. Ids are this double's own, names are real.
// Prices are left out: no test may take one from here.

// locations; zones as in the description of Locations. Datacenters are gone from the API since 2026-07-01
// (https://docs.hetzner.cloud/changelog#2026-07-01-removing-datacenters, in CHANGELOG.md of hcloud-go v2.45.0).
var locations = []struct{ name, zone string }{
	{"fsn1", "eu-central"},
	{"nbg1", "eu-central"},
	{"hel1", "eu-central"},
	{"ash", "us-east"},
	{"hil", "us-west"},
	{"sin", "ap-southeast"},
}

// datacenterGone is what asking for one gets: clients still can, and none is to take it for granted.
var datacenterGone = invalid("datacenter", "was removed from the API: a location is what there is")

// serverTypes with cores, memory and disk in GB: https://www.hetzner.com/cloud/ of 2025-08-19.
// cx23 to cx53: https://agntos.dev/compute/plans, read 2026-11-24; the first three also
// https://docs.cnap.tech/compute/providers/hetzner.
// The CX and CAX lines are offered in the European locations only (same page).
var serverTypes = []struct {
	name          string
	cores         int
	memory        float32
	disk          int
	architecture  string
	cpu           string
	europeanPlans bool
}{
	{"cx22", 2, 4, 40, "x86", "shared", true},
	{"cx32", 4, 8, 80, "x86", "shared", true},
	{"cx42", 8, 16, 160, "x86", "shared", true},
	{"cx52", 16, 32, 320, "x86", "shared", true},
	{"cx23", 2, 4, 40, "x86", "shared", true},
	{"cx33", 4, 8, 80, "x86", "shared", true},
	{"cx43", 8, 16, 160, "x86", "shared", true},
	{"cx53", 16, 32, 320, "x86", "shared", true},
	{"cpx11", 2, 2, 40, "x86", "shared", false},
	{"cpx21", 3, 4, 80, "x86", "shared", false},
	{"cpx31", 4, 8, 160, "x86", "shared", false},
	{"cpx41", 8, 16, 240, "x86", "shared", false},
	{"cpx51", 16, 32, 360, "x86", "shared", false},
	{"cax11", 2, 4, 40, "arm", "shared", true},
	{"cax21", 4, 8, 80, "arm", "shared", true},
	{"cax31", 8, 16, 160, "arm", "shared", true},
	{"cax41", 16, 32, 320, "arm", "shared", true},
	{"ccx13", 2, 8, 80, "x86", "dedicated", false},
	{"ccx23", 4, 16, 160, "x86", "dedicated", false},
	{"ccx33", 8, 32, 240, "x86", "dedicated", false},
	{"ccx43", 16, 64, 360, "x86", "dedicated", false},
	{"ccx53", 32, 128, 600, "x86", "dedicated", false},
	{"ccx63", 48, 192, 960, "x86", "dedicated", false},
}

// loadBalancerTypes with their limits. lb11's are the example in the description of
// Load Balancers; the others' are left at 0, which is not enforced.
var loadBalancerTypes = []schema.LoadBalancerType{
	{Name: "lb11", MaxConnections: 20000, MaxServices: 5, MaxTargets: 25, MaxAssignedCertificates: 10},
	{Name: "lb21"},
	{Name: "lb31"},
}

// images: system images, each for both architectures.
var images = []struct{ name, flavor, version string }{
	{"debian-11", "debian", "11"},
	{"debian-12", "debian", "12"},
	{"debian-13", "debian", "13"},
	{"ubuntu-22.04", "ubuntu", "22.04"},
	{"ubuntu-24.04", "ubuntu", "24.04"},
	{"rocky-9", "rocky", "9"},
	{"alma-9", "alma", "9"},
}

func (c *cloud) offerCatalog() {
	for _, place := range locations {
		c.locations.insert(&schema.Location{Name: place.name, Description: place.name, NetworkZone: place.zone})
	}
	c.offerTypes()
	made := c.now()
	for _, image := range images {
		for _, architecture := range []string{"x86", "arm"} {
			c.images.insert(&schema.Image{
				Name: &image.name, Description: image.name, Type: "system", Status: "available",
				OSFlavor: image.flavor, OSVersion: &image.version, Architecture: architecture,
				DiskSize: 5, Created: &made, Labels: map[string]string{},
			})
		}
	}
	c.locations.readable(c)
	c.serverTypes.readable(c)
	c.loadBalancerTypes.readable(c)
	c.images.readable(c)
}

func (c *cloud) offerTypes() {
	for _, one := range serverTypes {
		c.serverTypes.insert(&schema.ServerType{
			Name: one.name, Description: one.name, Cores: one.cores, Memory: one.memory, Disk: one.disk,
			StorageType: "local", CPUType: one.cpu, Architecture: one.architecture,
			Prices: []schema.PricingServerTypePrice{}, Locations: c.locationsOf(one.europeanPlans),
		})
	}
	for _, one := range loadBalancerTypes {
		one.Description = one.Name
		one.Prices = []schema.PricingLoadBalancerTypePrice{}
		c.loadBalancerTypes.insert(&one)
	}
}

// locationsOf lists where a server type is offered.
func (c *cloud) locationsOf(europeanPlans bool) []schema.ServerTypeLocation {
	offered := []schema.ServerTypeLocation{}
	for _, location := range c.locations.all() {
		if location.NetworkZone == "eu-central" || !europeanPlans {
			offered = append(offered, schema.ServerTypeLocation{ID: location.ID, Name: location.Name})
		}
	}
	return offered
}

// locationFor picks the location of a new server: the one named, or the first that has the type.
func (c *cloud) locationFor(name string, serverType *schema.ServerType) (*schema.Location, error) {
	for _, one := range serverType.Locations {
		if name == "" || one.Name == name {
			return c.locations.byID(one.ID)
		}
	}
	if _, err := c.locations.byReference(schema.IDOrName{Name: name}); err != nil {
		return nil, invalid("location", "location %q not found", name)
	}
	return nil, invalid("location", "unsupported location for server type")
}
