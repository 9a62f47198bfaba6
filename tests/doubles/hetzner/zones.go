package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"
	"golang.org/x/net/publicsuffix"
)

// What is said of zones here is docs.hetzner.cloud/reference/cloud#zones and #zone-rrsets, of 2026, read 2026-11-25 in
// public copies: the descriptions in clients made from it (cdkx-io/hetzner-sdk, n8n nodes), and hcloud-go's own schema.

// A time to live has this many seconds.
const (
	minTTL     = 60
	maxTTL     = 2147483647
	defaultTTL = 3600
)

// nameServers are assigned to every zone, in its NS record (the examples of the reference and of hcloud-go's tests).
var nameServers = []string{"hydrogen.ns.hetzner.com.", "oxygen.ns.hetzner.com.", "helium.ns.hetzner.de."}

// domain is a name in lower case without a dot at its end.
var domain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]+$`)

// zone is a zone and what is in it. The double has zones in primary mode, with records of their own.
type zone struct {
	schema.Zone
	sets   []*schema.ZoneRRSet // in the order in which they were made
	serial int
}

func (c *cloud) offerZones() {
	c.zones = kind[zone]{one: "zone", many: "zones", named: true,
		common: func(z *zone) common {
			return common{id: &z.ID, name: &z.Name, labels: &z.Labels, created: &z.Created, protected: &z.Protection.Delete}
		},
		view: func(z *zone) zone {
			shown := *z
			for _, set := range z.sets {
				shown.RecordCount += len(set.Records)
			}
			return shown
		},
		patch: func(_ *zone, body updateRequest) error {
			if body.Name != nil || body.AutoDelete != nil || body.ExposeRoutesToVSwitch != nil {
				return invalid("name", "a zone has labels to update")
			}
			return nil
		},
	}
	c.zones.readable(c)
	c.zones.updatable(c)
	c.zones.deletableByAction(c)
	protectable(c, &c.zones)
	c.handle("POST /zones", c.createZone)
	act(c, &c.zones, "change_ttl", func(z *zone, body schema.ZoneChangeTTLRequest) error {
		if err := checkTTL(&body.TTL); err != nil {
			return err
		}
		z.TTL = body.TTL
		z.changed()
		return nil
	})
	c.offerRRSets()
}

func (c *cloud) createZone(r *http.Request) (any, error) {
	body, err := decode[schema.ZoneCreateRequest](r)
	if err != nil {
		return nil, err
	}
	z, err := newZone(body)
	if err != nil {
		return nil, err
	}
	for i, set := range body.RRSets {
		request := schema.ZoneRRSetCreateRequest{Name: set.Name, Type: set.Type, TTL: set.TTL, Labels: set.Labels, Records: set.Records}
		if err := z.add(i, request); err != nil {
			return nil, err
		}
	}
	if err := c.zones.create(c, z, body.Name, body.Labels); err != nil {
		return nil, err
	}
	z.AuthoritativeNameservers.DelegationLastCheck = z.Created
	return object{"zone": c.zones.show(z), "action": c.done("create_zone", c.zones.reference(z))}, nil
}

// newZone is a zone with what each has from the beginning: an SOA record and the NS record of its servers.
func newZone(body schema.ZoneCreateRequest) (*zone, error) {
	switch {
	case body.Mode == "secondary" || len(body.PrimaryNameservers) > 0:
		return nil, fail(codeNotModelled, "this double has no secondary zones")
	case body.Mode != "primary":
		return nil, invalid("mode", "%q", body.Mode)
	case body.Zonefile != "":
		return nil, fail(codeNotModelled, "this double reads no zone files")
	}
	if err := checkZoneName(body.Name); err != nil {
		return nil, err
	}
	if err := checkTTL(body.TTL); err != nil {
		return nil, err
	}
	z := &zone{serial: 2024010100, Zone: schema.Zone{ // the reference's example
		Name: body.Name, Mode: body.Mode, TTL: defaultTTL, Status: "ok", Registrar: "other", PrimaryNameservers: []schema.ZonePrimaryNameserver{},
		AuthoritativeNameservers: schema.ZoneAuthoritativeNameservers{
			Assigned: nameServers, Delegated: []string{}, DelegationStatus: "unregistered",
		},
	}}
	if body.TTL != nil {
		z.TTL = *body.TTL
	}
	servers := newRRSet("@", "NS")
	for _, name := range nameServers {
		servers.Records = append(servers.Records, schema.ZoneRRSetRecord{Value: name})
	}
	authority := newRRSet("@", "SOA")
	authority.Records = []schema.ZoneRRSetRecord{{Value: fmt.Sprintf("%s dns.hetzner.com. %d 86400 10800 3600000 3600", nameServers[0], z.serial)}}
	z.sets = []*schema.ZoneRRSet{authority, servers}
	return z, nil
}

// checkZoneName: lower case, no dot at the end, directly below a well-known public suffix. "Subdomains are not supported."
func checkZoneName(name string) error {
	if !domain.MatchString(name) {
		return invalid("name", "%q is not a domain in lower case without a dot at its end", name)
	}
	suffix, official := publicsuffix.PublicSuffix(name)
	if !official && !strings.Contains(suffix, ".") { // the list does not have it
		return invalid("name", "%q is not a well-known public suffix", suffix)
	}
	if registered, err := publicsuffix.EffectiveTLDPlusOne(name); err != nil || registered != name {
		return invalid("name", "%q is a subdomain or a public suffix", name)
	}
	return nil
}

// checkTTL takes nil for the default.
func checkTTL(ttl *int) error {
	if ttl != nil && (*ttl < minTTL || *ttl > maxTTL) {
		return invalid("ttl", "%d is not in %d…%d", *ttl, minTTL, maxTTL)
	}
	return nil
}

// changed counts the serial up, which secondaries go by; the API does so itself.
func (z *zone) changed() {
	z.serial++
	authority := z.find("@", "SOA")
	words := strings.Fields(authority.Records[0].Value)
	words[2] = fmt.Sprint(z.serial)
	authority.Records[0].Value = strings.Join(words, " ")
}
