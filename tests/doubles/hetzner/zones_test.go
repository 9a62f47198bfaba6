package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

func primaryZone(name string) hcloud.ZoneCreateOpts {
	return hcloud.ZoneCreateOpts{Name: name, Mode: hcloud.ZoneModePrimary}
}

func TestZones(t *testing.T) {
	c := project(t)
	for _, bad := range []string{"Example.com", "example.com.", "com", "co.uk", "www.example.com", "example.nowhere", "-.com", ""} {
		refused(t, hcloud.ErrorCodeInvalidInput, c.Zone.Create, primaryZone(bad))
	}
	refused(t, hcloud.ErrorCodeInvalidInput, c.Zone.Create, hcloud.ZoneCreateOpts{Name: "example.com", Mode: "hidden"})
	refused(t, codeNotModelled, c.Zone.Create, hcloud.ZoneCreateOpts{Name: "example.com", Mode: hcloud.ZoneModeSecondary})
	refused(t, codeNotModelled, c.Zone.Create, hcloud.ZoneCreateOpts{Name: "example.com", Mode: hcloud.ZoneModePrimary, Zonefile: "$TTL 60"})
	short := primaryZone("example.com")
	short.TTL = hcloud.Ptr(59)
	refused(t, hcloud.ErrorCodeInvalidInput, c.Zone.Create, short)

	result := ok(t, c.Zone.Create, primaryZone("example.com"))
	equal(t, "the action", result.Action.Command, "create_zone")
	equal(t, "its resource", *result.Action.Resources[0], hcloud.ActionResource{ID: result.Zone.ID, Type: "zone"})
	ok(t, c.Zone.Create, primaryZone("example.co.uk"))
	refused(t, hcloud.ErrorCodeUniquenessError, c.Zone.Create, primaryZone("example.com"))
	made := ok(t, c.Zone.GetByName, "example.com")
	equal(t, "the id", made.ID, result.Zone.ID)
	equal(t, "the name by id", ok(t, c.Zone.GetByID, made.ID).Name, "example.com")
	equal(t, "the TTL", made.TTL, 3600)
	equal(t, "the name servers", strings.Join(made.AuthoritativeNameservers.Assigned, " "), strings.Join(nameServers, " "))
	equal(t, "the number of records: SOA and three NS", made.RecordCount, 4)
	if missing := ok(t, c.Zone.GetByName, "example.org"); missing != nil {
		t.Errorf("example.org is %v", missing)
	}

	updated := ok2(t, c.Zone.Update, made, hcloud.ZoneUpdateOpts{Labels: map[string]string{"a": "b"}})
	equal(t, "the label", updated.Labels["a"], "b")
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Zone.Update, made, hcloud.ZoneUpdateOpts{Labels: map[string]string{"-": ""}})
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Zone.ChangeTTL, made, hcloud.ZoneChangeTTLOpts{TTL: 59})
	ok2(t, c.Zone.ChangeTTL, made, hcloud.ZoneChangeTTLOpts{TTL: 600})
	equal(t, "the new TTL", ok(t, c.Zone.GetByID, made.ID).TTL, 600)

	ok2(t, c.Zone.ChangeProtection, made, hcloud.ZoneChangeProtectionOpts{Delete: hcloud.Ptr(true)})
	refused(t, hcloud.ErrorCodeProtected, c.Zone.Delete, made)
	ok2(t, c.Zone.ChangeProtection, made, hcloud.ZoneChangeProtectionOpts{Delete: hcloud.Ptr(false)})
	equal(t, "the action", ok(t, c.Zone.Delete, made).Action.Command, "delete_zone")
	refused(t, hcloud.ErrorCodeNotFound, c.Zone.Delete, made)
	equal(t, "the number of zones left", len(ok(t, c.Zone.List, hcloud.ZoneListOpts{Mode: hcloud.ZoneModePrimary})), 1)
}

func TestZonesAreNotRenamed(t *testing.T) {
	handler := newCloud().handler()
	if answer := send(handler, "POST", "/v1/zones", `{"name":"example.com","mode":"primary"}`); answer.Code != 201 {
		t.Fatal(answer.Body)
	}
	equal(t, "the status", send(handler, "PUT", "/v1/zones/example.com", `{"name":"example.org"}`).Code, 422)
	equal(t, "the status of an import", send(handler, "POST", "/v1/zones/1/actions/import_zonefile", `{}`).Code, 501)
}

// set is what creates an RRset of values.
func set(name, kind string, values ...string) hcloud.ZoneRRSetCreateOpts {
	return hcloud.ZoneRRSetCreateOpts{Name: name, Type: hcloud.ZoneRRSetType(kind), Records: records(values...)}
}

func records(values ...string) []hcloud.ZoneRRSetRecord {
	all := []hcloud.ZoneRRSetRecord{}
	for _, value := range values {
		all = append(all, hcloud.ZoneRRSetRecord{Value: value})
	}
	return all
}

func TestRecordsAreChecked(t *testing.T) {
	c := project(t)
	z := ok(t, c.Zone.Create, primaryZone("example.com")).Zone
	full := strings.Repeat("x", 255)
	for _, good := range []hcloud.ZoneRRSetCreateOpts{
		set("@", "A", "192.0.2.1", "192.0.2.2"), set("www", "AAAA", "2001:db8::1"), set("*.apps", "CNAME", "www.example.net."),
		set("@", "MX", "10 mail.example.com."), set("_sip._tcp", "SRV", "1 2 5060 sip.example.com."),
		set("@", "CAA", `0 issue "letsencrypt.org"`), set("lab", "NS", "ns1.example.net."),
		set("@", "TXT", `"v=spf1 -all"`, `"`+full+`" "two"`, `"a \" quote, a \\ and \\065"`, `"`+strings.Repeat(`\\`, 255)+`"`),
	} {
		made := ok2(t, c.Zone.CreateRRSet, z, good)
		equal(t, "the id", made.RRSet.ID, good.Name+"/"+string(good.Type))
		equal(t, "the zone", made.RRSet.Zone.ID, z.ID)
	}
	for _, bad := range []hcloud.ZoneRRSetCreateOpts{
		set("a", "A"), set("a", "A", "2001:db8::1"), set("a", "A", "192.0.2.256"), set("a", "A", "192.0.2.1", "192.0.2.1"),
		set("a", "AAAA", "192.0.2.1"), set("a", "AAAA", "2001::db8::1"), set("a", "CNAME", "b.example.net.", "c.example.net."),
		set("a", "MX", "mail.example.com."), set("a", "SRV", "1 2 sip.example.com."), set("a", "CAA", "0 issue letsencrypt.org"),
		set("a", "TXT", "without quotes"), set("a", "TXT", `"`+full+`x"`), set("a", "TXT", `"a"b"`), set("a", "TXT", `"a`+"\\"+`"`),
		set("A", "A", "192.0.2.1"), set("a.", "A", "192.0.2.1"), set("www.example.com", "A", "192.0.2.1"), set("a.*", "A", "192.0.2.1"),
		set("*.apps", "A", "192.0.2.1"), set("www", "CNAME", "a.example.net."), // a CNAME is alone
	} {
		refused2(t, hcloud.ErrorCodeInvalidInput, c.Zone.CreateRRSet, z, bad)
	}
	refused2(t, codeNotModelled, c.Zone.CreateRRSet, z, set("a", "PTR", "a.example.net."))
	for _, taken := range []hcloud.ZoneRRSetCreateOpts{set("@", "A", "192.0.2.1"), set("@", "NS", "ns1.example.net.")} {
		refused2(t, hcloud.ErrorCodeUniquenessError, c.Zone.CreateRRSet, z, taken)
	}
	slow := set("a", "A", "192.0.2.1")
	slow.TTL = hcloud.Ptr(maxTTL + 1)
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Zone.CreateRRSet, z, slow)
	slow.TTL, slow.Labels = nil, map[string]string{"-": ""}
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Zone.CreateRRSet, z, slow)
	equal(t, "the number of records", ok(t, c.Zone.GetByID, z.ID).RecordCount, 4+12)
}

func TestZonesComeWithRecords(t *testing.T) {
	c := project(t)
	opts := primaryZone("example.com")
	opts.RRSets = []hcloud.ZoneCreateOptsRRSet{{Name: "www", Type: "A", TTL: hcloud.Ptr(60), Records: records("192.0.2.1")}}
	z := ok(t, c.Zone.Create, opts).Zone
	equal(t, "the number of records", z.RecordCount, 5)
	opts.Name, opts.RRSets[0].Records = "example.org", records("nowhere")
	refused(t, hcloud.ErrorCodeInvalidInput, c.Zone.Create, opts)
	if left := ok(t, c.Zone.GetByName, "example.org"); left != nil {
		t.Error("a refused zone is there")
	}
}

func TestRRSets(t *testing.T) {
	c := project(t)
	z := ok(t, c.Zone.Create, primaryZone("example.com")).Zone
	www := ok2(t, c.Zone.CreateRRSet, z, set("www", "A", "192.0.2.1")).RRSet
	get := func(name, kind string) *hcloud.ZoneRRSet {
		t.Helper()
		found, _, err := c.Zone.GetRRSetByNameAndType(t.Context(), &hcloud.Zone{Name: "example.com"}, name, hcloud.ZoneRRSetType(kind))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	values := func() string {
		t.Helper()
		var all []string
		for _, record := range get("www", "A").Records {
			all = append(all, record.Value+record.Comment)
		}
		return strings.Join(all, " ")
	}
	equal(t, "whether there is a TTL of its own", get("www", "A").TTL == nil, true)
	ok2(t, c.Zone.ChangeRRSetTTL, www, hcloud.ZoneRRSetChangeTTLOpts{TTL: hcloud.Ptr(60)})
	equal(t, "the TTL", *get("www", "A").TTL, 60)
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Zone.ChangeRRSetTTL, www, hcloud.ZoneRRSetChangeTTLOpts{TTL: hcloud.Ptr(1)})
	ok2(t, c.Zone.ChangeRRSetTTL, www, hcloud.ZoneRRSetChangeTTLOpts{})
	equal(t, "whether there is a TTL of its own again", get("www", "A").TTL == nil, true)

	ok2(t, c.Zone.SetRRSetRecords, www, hcloud.ZoneRRSetSetRecordsOpts{Records: records("192.0.2.2", "192.0.2.3")})
	ok2(t, c.Zone.AddRRSetRecords, www, hcloud.ZoneRRSetAddRecordsOpts{Records: records("192.0.2.4")})
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Zone.AddRRSetRecords, www, hcloud.ZoneRRSetAddRecordsOpts{Records: records("192.0.2.4")})
	ok2(t, c.Zone.RemoveRRSetRecords, www, hcloud.ZoneRRSetRemoveRecordsOpts{Records: records("192.0.2.2")})
	ok2(t, c.Zone.UpdateRRSetRecords, www, hcloud.ZoneRRSetUpdateRecordsOpts{Records: []hcloud.ZoneRRSetRecord{{Value: "192.0.2.4", Comment: "!"}}})
	equal(t, "the records", values(), "192.0.2.3 192.0.2.4!")
	refused2(t, hcloud.ErrorCodeInvalidInput, c.Zone.SetRRSetRecords, www, hcloud.ZoneRRSetSetRecordsOpts{Records: records("::1")})
	refused2(t, hcloud.ErrorCodeNotFound, c.Zone.RemoveRRSetRecords, www, hcloud.ZoneRRSetRemoveRecordsOpts{Records: records("192.0.2.9")})
	refused2(t, hcloud.ErrorCodeNotFound, c.Zone.UpdateRRSetRecords, www, hcloud.ZoneRRSetUpdateRecordsOpts{Records: records("192.0.2.9")})
	equal(t, "the label", ok2(t, c.Zone.UpdateRRSet, www, hcloud.ZoneRRSetUpdateOpts{Labels: map[string]string{"a": "b"}}).Labels["a"], "b")
	equal(t, "the records", values(), "192.0.2.3 192.0.2.4!")

	ok2(t, c.Zone.ChangeRRSetProtection, www, hcloud.ZoneRRSetChangeProtectionOpts{Change: hcloud.Ptr(true)})
	refused(t, hcloud.ErrorCodeProtected, c.Zone.DeleteRRSet, www)
	refused2(t, hcloud.ErrorCodeProtected, c.Zone.ChangeRRSetTTL, www, hcloud.ZoneRRSetChangeTTLOpts{})
	refused2(t, hcloud.ErrorCodeProtected, c.Zone.AddRRSetRecords, www, hcloud.ZoneRRSetAddRecordsOpts{Records: records("192.0.2.9")})
	refused2(t, hcloud.ErrorCodeProtected, c.Zone.UpdateRRSet, www, hcloud.ZoneRRSetUpdateOpts{Labels: map[string]string{}})
	ok2(t, c.Zone.ChangeRRSetProtection, www, hcloud.ZoneRRSetChangeProtectionOpts{Change: hcloud.Ptr(false)})
	equal(t, "the action's resource", *ok(t, c.Zone.DeleteRRSet, www).Action.Resources[0], hcloud.ActionResource{ID: z.ID, Type: "zone"})
	if left := get("www", "A"); left != nil {
		t.Errorf("a deleted RRset is %v", left)
	}

	// The first record makes the set, the last takes it away.
	ok2(t, c.Zone.AddRRSetRecords, www, hcloud.ZoneRRSetAddRecordsOpts{Records: records("192.0.2.5"), TTL: hcloud.Ptr(90)})
	equal(t, "the TTL", *get("www", "A").TTL, 90)
	ok2(t, c.Zone.RemoveRRSetRecords, www, hcloud.ZoneRRSetRemoveRecordsOpts{Records: records("192.0.2.5")})
	if left := get("www", "A"); left != nil {
		t.Errorf("an empty RRset is %v", left)
	}

	soa := get("@", "SOA")
	equal(t, "the authority", soa.Records[0].Value, "hydrogen.ns.hetzner.com. dns.hetzner.com. 2024010112 86400 10800 3600000 3600")
	ok2(t, c.Zone.SetRRSetRecords, soa, hcloud.ZoneRRSetSetRecordsOpts{Records: records("hydrogen.ns.hetzner.com. dns.hetzner.com. 0 86400 10800 3600000 60")})
	equal(t, "the authority changed", get("@", "SOA").Records[0].Value, "hydrogen.ns.hetzner.com. dns.hetzner.com. 2024010113 86400 10800 3600000 60")
	refused(t, hcloud.ErrorCodeInvalidInput, c.Zone.DeleteRRSet, soa)
}

func TestRRSetsInPages(t *testing.T) {
	c := project(t)
	z := ok(t, c.Zone.Create, primaryZone("example.com")).Zone
	for i := range 150 {
		ok2(t, c.Zone.CreateRRSet, z, set(fmt.Sprintf("h%03d", i), "A", "192.0.2.1"))
	}
	page, response, err := c.Zone.ListRRSets(t.Context(), z, hcloud.ZoneRRSetListOpts{ListOpts: hcloud.ListOpts{PerPage: 500}, Sort: []string{"name:desc"}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the first name", page[0].Name, "h149")
	equal(t, "the meta data", *response.Meta.Pagination,
		hcloud.Pagination{Page: 1, PerPage: 100, NextPage: 2, LastPage: 2, TotalEntries: 152})
	own := ok2(t, c.Zone.ListRRSets, z, hcloud.ZoneRRSetListOpts{Type: []hcloud.ZoneRRSetType{"SOA", "NS"}})
	equal(t, "the number of SOA and NS", len(own), 2)
}
