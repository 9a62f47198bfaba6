package terratest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

func dnsHetzner(t *testing.T) harness.Outputs {
	cloud := harness.NewCloud(t)
	variables := zoneVariables()
	variables["records"] = append(variables["records"].([]any),
		vars{"name": "@", "type": "CAA", "values": list(`0 issue "letsencrypt.org"`)},
		vars{"name": "back", "type": "TXT", "values": list(`a\b`, strings.Repeat("x", 255))},
		vars{"name": "*.apps", "type": "CNAME", "values": list("www.example.com.")})
	unit := harness.Module(t, cloud, "dns", "hetzner", variables)
	refusesBadZones(t, unit)
	www := vars{"name": "www", "type": "A", "values": list("192.0.2.1")}
	refusesAll(t, unit, []refusal{
		{"Unit edge asks for what its provider cannot do: records.proxied: Hetzner's DNS", vars{"records": list(www.With(vars{"proxied": true}))}},
		{"cannot do: records: NS of the zone itself: Hetzner makes", vars{"records": list(vars{"name": "@", "type": "NS", "values": list("ns1.example.net.")})}},
		{"cannot do: records: names that end with the zone's", vars{"records": list(www.With(vars{"name": "www.example.com"}))}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"hcloud_zone": 1, "hcloud_zone_rrset": 10, "terraform_data": 1}, plan.Counts())
	zone := plan.Values(t, "hcloud_zone.this[0]")
	isLabelled(t, zone, "example.com", "edge")
	assert.Equal(t, []any{"primary", false}, pick(zone, "mode", "delete_protection"))
	for key, expected := range map[string]struct {
		name   string
		ttl    int
		values []any
	}{
		"@ A":            {"@", 60, list("192.0.2.1", "192.0.2.2")},
		"www AAAA":       {"www", 300, list("2001:db8::1")},
		"blog.dev CNAME": {"blog.dev", 300, list("host.example.net.")},
		"@ MX":           {"@", 300, list("10 mail.example.com.", "20 mail.example.net.")},
		"@ TXT":          {"@", 300, list(`"v=spf1 -all"`)},
		"back TXT":       {"back", 300, list(`"a\\b"`, `"`+strings.Repeat("x", 255)+`"`)},
	} {
		planned := plan.Values(t, `hcloud_zone_rrset.this["`+key+`"]`)
		isLabelled(t, planned, expected.name, "edge")
		assert.Equal(t, "example.com", planned["zone"])
		assert.EqualValues(t, expected.ttl, planned["ttl"])
		var values []any
		for _, record := range planned["records"].([]any) {
			values = append(values, record.(map[string]any)["value"])
		}
		assert.ElementsMatch(t, expected.values, values, key)
	}

	outputs := unit.Apply(t)
	made, _, err := cloud.Zone.GetByName(t.Context(), "example.com")
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprint(made.ID), outputs["zone_id"].Value)
	assert.Equal(t, []string{"hydrogen.ns.hetzner.com", "oxygen.ns.hetzner.com", "helium.ns.hetzner.de"}, outputs.Texts("name_servers"))
	assert.Equal(t, []string{
		"*.apps.example.com", "_sip._tcp.example.com", "back.example.com", "blog.dev.example.com", "example.com", "lab.example.com", "www.example.com",
	}, outputs.Texts("record_names"))
	assert.Equal(t, []string{"192.0.2.1", "192.0.2.2"}, hetznerRecords(t, cloud, "@", "A"))
	assert.Equal(t, []string{`"v=spf1 -all"`}, hetznerRecords(t, cloud, "@", "TXT"))

	changesRecords(t, unit, variables)
	keepsItsZone(t, unit, variables)
	unit.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
	worksInAnotherZone(t, unit, variables, outputs)
	return outputs
}

// hetznerRecords are the values of an RRset of example.com, or nil.
func hetznerRecords(t *testing.T, cloud *harness.Cloud, name, kind string) []string {
	t.Helper()
	set, _, err := cloud.Zone.GetRRSetByNameAndType(t.Context(), &hcloud.Zone{Name: "example.com"}, name, hcloud.ZoneRRSetType(kind))
	require.NoError(t, err)
	if set == nil {
		return nil
	}
	var values []string
	for _, record := range set.Records {
		values = append(values, record.Value)
	}
	return values
}

// changesRecords: one changes in place, one goes, one comes, and what someone changed by hand is put right.
func changesRecords(t *testing.T, unit *harness.Unit, variables vars) {
	t.Helper()
	records := variables["records"].([]any)
	changed := append(list(
		records[0].(vars).With(vars{"values": list("192.0.2.9"), "ttl": 120}),
		vars{"name": "new", "type": "A", "values": list("192.0.2.8")},
	), records[2:]...)
	unit.Set(t, variables.With(vars{"records": changed}))
	assert.Equal(t, map[string]int{"hcloud_zone_rrset": 1}, unit.Plan(t).Counts(), "what is made: the rest changes in place")
	unit.Apply(t)
	assert.Equal(t, []string{"192.0.2.9"}, hetznerRecords(t, unit.Cloud, "@", "A"))
	assert.Equal(t, []string{"192.0.2.8"}, hetznerRecords(t, unit.Cloud, "new", "A"))
	assert.Nil(t, hetznerRecords(t, unit.Cloud, "www", "AAAA"))

	stolen := &hcloud.ZoneRRSet{Zone: &hcloud.Zone{Name: "example.com"}, Name: "new", Type: "A"}
	opts := hcloud.ZoneRRSetSetRecordsOpts{Records: []hcloud.ZoneRRSetRecord{{Value: "203.0.113.1"}}}
	_, _, err := unit.Cloud.Zone.SetRRSetRecords(t.Context(), stolen, opts)
	require.NoError(t, err)
	unit.Apply(t)
	assert.Equal(t, []string{"192.0.2.8"}, hetznerRecords(t, unit.Cloud, "new", "A"))
	unit.Set(t, variables)
	unit.Apply(t)
}

// keepsItsZone: a protected zone is not destroyed, nor is another made in its place, and its records stay.
func keepsItsZone(t *testing.T, unit *harness.Unit, variables vars) {
	t.Helper()
	unit.Set(t, variables.With(vars{"deletion_protection": true}))
	assert.Empty(t, unit.Plan(t).Counts(), "protection changes in place")
	unit.Apply(t)
	before, _, err := unit.Cloud.Zone.GetByName(t.Context(), "example.com")
	require.NoError(t, err)
	assert.True(t, before.Protection.Delete)

	_, err = terraform.DestroyE(t, unit.Options)
	assert.ErrorContains(t, err, "zone example.com is protected: set deletion_protection: false and apply")
	unit.Set(t, variables.With(vars{"deletion_protection": true, "zone": "example.org"}))
	_, err = terraform.ApplyE(t, unit.Options)
	assert.ErrorContains(t, err, "zone example.com is protected")
	after, _, err := unit.Cloud.Zone.GetByName(t.Context(), "example.com")
	require.NoError(t, err)
	assert.Equal(t, before.RecordCount, after.RecordCount, "nothing is gone")
	_, _, err = unit.Cloud.Zone.Delete(t.Context(), after)
	assert.True(t, hcloud.IsError(err, hcloud.ErrorCodeProtected), "the cloud keeps the zone, too: %v", err)

	unit.Set(t, variables)
	unit.Apply(t)
}

// worksInAnotherZone: one that is there already, by its id, and that stays.
func worksInAnotherZone(t *testing.T, unit *harness.Unit, variables vars, outputs harness.Outputs) {
	t.Helper()
	created, _, err := unit.Cloud.Zone.Create(t.Context(), hcloud.ZoneCreateOpts{Name: "example.com", Mode: hcloud.ZoneModePrimary})
	require.NoError(t, err)
	id := fmt.Sprint(created.Zone.ID)
	unit.Set(t, variables.With(vars{"zone_id": id, "deletion_protection": true}))
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"hcloud_zone_rrset": 10}, plan.Counts(), "in a zone that is there already")
	assert.Equal(t, id, plan.Values(t, `hcloud_zone_rrset.this["www AAAA"]`)["zone"])
	given := unit.Apply(t)
	assert.Equal(t, id, given["zone_id"].Value)
	assert.Empty(t, given.Texts("name_servers"))
	assert.Equal(t, outputs.Texts("record_names"), given.Texts("record_names"))
	assert.Equal(t, typeNames(outputs.Types()), typeNames(given.Types()))
	assert.Equal(t, []string{"2001:db8::1"}, hetznerRecords(t, unit.Cloud, "www", "AAAA"))
	unit.Destroy(t)
	left, _, err := unit.Cloud.Zone.GetByID(t.Context(), created.Zone.ID)
	require.NoError(t, err)
	assert.Equal(t, created.Zone.RecordCount, left.RecordCount, "the zone and its own records stay")
	_, _, err = unit.Cloud.Zone.Delete(t.Context(), left)
	require.NoError(t, err)
}
