package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func dnsManagement(t *testing.T) harness.Outputs {
	variables := zoneVariables()
	unit := harness.Module(t, nil, "dns", "management", variables)
	refusesBadZones(t, unit)
	record := vars{"name": "@", "type": "NS", "values": list("ns1.example.com.")}
	refusesAll(t, unit, []refusal{
		{"records: CAA: The provider of dynamic updates", vars{"records": list(record.With(vars{"type": "CAA", "values": list(`0 issue ";"`)}))}},
		{"records: NS and SRV of the zone itself: The provider", vars{"records": list(record)}},
		{"records.proxied: The management plane's DNS servers", vars{"records": list(record.With(vars{"type": "A", "values": list("192.0.2.1"), "proxied": true}))}},
		{"Unit edge: the id of a zone on the management plane's DNS servers is its name, example.com.", vars{"zone_id": "1"}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"dns_a_record_set": 1, "dns_aaaa_record_set": 1, "dns_cname_record": 1, "dns_mx_record_set": 1, "dns_ns_record_set": 1,
		"dns_srv_record_set": 1, "dns_txt_record_set": 1,
	}, plan.Counts())
	apex := plan.Values(t, `dns_a_record_set.this["@"]`)
	assert.Equal(t, "example.com.", apex["zone"])
	assert.Nil(t, apex["name"], "the zone itself has none within it")
	assert.ElementsMatch(t, list("192.0.2.1", "192.0.2.2"), apex["addresses"])
	assert.EqualValues(t, 60, apex["ttl"])
	assert.EqualValues(t, list("2001:db8::1"), plan.Values(t, `dns_aaaa_record_set.this["www"]`)["addresses"])
	assert.Equal(t, []any{"blog.dev", "host.example.net.", 300.0}, pick(plan.Values(t, `dns_cname_record.this["blog.dev"]`), "name", "cname", "ttl"))
	assert.ElementsMatch(t, list(
		map[string]any{"preference": 10.0, "exchange": "mail.example.com."}, map[string]any{"preference": 20.0, "exchange": "mail.example.net."},
	), plan.Values(t, `dns_mx_record_set.this["@"]`)["mx"])
	assert.EqualValues(t, list(
		map[string]any{"priority": 1.0, "weight": 2.0, "port": 5060.0, "target": "sip.example.com."},
	), plan.Values(t, `dns_srv_record_set.this["_sip._tcp"]`)["srv"])
	assert.EqualValues(t, list("ns1.example.net."), plan.Values(t, `dns_ns_record_set.this["lab"]`)["nameservers"])
	assert.EqualValues(t, list("v=spf1 -all"), plan.Values(t, `dns_txt_record_set.this["@"]`)["txt"])

	outputs := unit.Apply(t)
	assert.Equal(t, "example.com", outputs["zone_id"].Value)
	assert.Empty(t, outputs.Texts("name_servers"))
	assert.Equal(t, []string{"_sip._tcp.example.com", "blog.dev.example.com", "example.com", "lab.example.com", "www.example.com"}, outputs.Texts("record_names"))
	unit.Set(t, variables.With(vars{"zone_id": "example.com", "deletion_protection": true, "records": list()}))
	assert.Equal(t, typeNames(outputs.Types()), typeNames(unit.Apply(t).Types()))
	unit.Destroy(t)
	return outputs
}
