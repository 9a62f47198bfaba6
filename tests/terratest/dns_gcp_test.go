package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func dnsGcp(t *testing.T) harness.Outputs {
	variables := common("dns").With(vars{"zone": "example.com", "records": list(
		vars{"name": "www", "type": "A", "values": list("192.0.2.1", "192.0.2.2"), "ttl": 60},
		vars{"name": "www", "type": "AAAA", "values": list("2001:db8::1")},
		vars{"name": "@", "type": "MX", "values": list("10 mail.example.com.")},
		vars{"name": "@", "type": "TXT", "values": list(`v=spf1 mx \-all`)},
		vars{"name": "*.apps", "type": "CNAME", "values": list("www.example.com.")},
	)})
	unit := harness.Module(t, nil, "dns", "gcp", variables)
	refusesBadContext(t, unit)
	proxied := vars{"name": "www", "type": "A", "values": list("192.0.2.1"), "proxied": true}
	refusesAll(t, unit, []refusal{
		{"cannot do: records.proxied: Google Cloud's DNS has no proxy", vars{"records": list(proxied)}},
		{"A zone's name is a domain in lower case", vars{"zone": "Example.com."}},
		{"A CNAME stands alone at its name", vars{"records": list(vars{"name": "@", "type": "CNAME", "values": list("a.example.com.")})}},
		{"from 60 to 86400", vars{"records": list(vars{"name": "a", "type": "A", "values": list("192.0.2.1"), "ttl": 1})}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"google_dns_managed_zone": 1, "google_dns_record_set": 5, "terraform_data": 1}, plan.Counts())
	zone := plan.Values(t, "google_dns_managed_zone.this[0]")
	isLabelled(t, zone, "demo-test-dns", "dns")
	assert.Equal(t, "example.com.", zone["dns_name"])
	assert.Equal(t, "on", gcpBlock(t, zone, "dnssec_config")["state"])
	web := plan.Values(t, `google_dns_record_set.this["www A"]`)
	assert.Equal(t, "www.example.com.", web["name"])
	assert.EqualValues(t, 60, web["ttl"])
	assert.Equal(t, list("192.0.2.1", "192.0.2.2"), web["rrdatas"])
	text := plan.Values(t, `google_dns_record_set.this["@ TXT"]`)
	assert.Equal(t, "example.com.", text["name"])
	assert.Equal(t, list(`"v=spf1 mx \\-all"`), text["rrdatas"])

	outputs := unit.Apply(t)
	assert.NotEmpty(t, outputs["zone_id"].Value)
	assert.NotEmpty(t, outputs.Texts("name_servers"))
	assert.Equal(t, []string{"*.apps.example.com", "example.com", "www.example.com"}, outputs.Texts("record_names"))
	gcpGuards(t, unit, variables)

	unit.Set(t, variables.With(vars{"zone_id": "projects/demo/managedZones/theirs"}))
	plan = unit.Plan(t)
	assert.Equal(t, map[string]int{"google_dns_record_set": 5}, plan.Counts(), "in a zone that is there already")
	assert.Equal(t, "theirs", plan.Values(t, `google_dns_record_set.this["www A"]`)["managed_zone"])
	assert.Equal(t, typeNames(outputs.Types()), typeNames(unit.Apply(t).Types()))
	unit.Destroy(t)
	return outputs
}
