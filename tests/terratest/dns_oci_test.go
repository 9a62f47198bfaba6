package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func dnsOci(t *testing.T) harness.Outputs {
	variables := ociIn(common("dns")).With(vars{"zone": "example.com", "records": list(
		vars{"name": "www", "type": "A", "values": list("192.0.2.1", "192.0.2.2"), "ttl": 60},
		vars{"name": "@", "type": "TXT", "values": list(`v=spf1 mx \-all`)},
		vars{"name": "*.apps", "type": "CNAME", "values": list("www.example.com.")},
	)})
	unit := harness.Module(t, nil, "dns", "oci", variables)
	refusesBadContext(t, unit)
	ociRefuses(t, unit, "dns")
	proxied := vars{"name": "www", "type": "A", "values": list("192.0.2.1"), "proxied": true}
	refusesAll(t, unit, []refusal{
		{"cannot do: records.proxied: Oracle Cloud has no proxy", vars{"records": list(proxied)}},
		{"A zone's name is a domain in lower case", vars{"zone": "Example.com."}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"oci_dns_zone": 1, "oci_dns_rrset": 3, "terraform_data": 1}, plan.Counts())
	zone := plan.Values(t, "oci_dns_zone.this[0]")
	assert.Equal(t, "example.com", zone["name"])
	assert.Equal(t, "PRIMARY", zone["zone_type"])
	assert.Equal(t, ociCompartment, zone["compartment_id"])
	assert.EqualValues(t, labels("dns"), zone["freeform_tags"])
	web := plan.Values(t, `oci_dns_rrset.this["www A"]`)
	assert.Equal(t, "www.example.com", web["domain"])
	assert.Len(t, web["items"], 2)
	text := plan.Values(t, `oci_dns_rrset.this["@ TXT"]`)
	assert.Equal(t, "example.com", text["domain"])
	assert.Equal(t, `"v=spf1 mx \\-all"`, ociBlock(t, text, "items")["rdata"])
	assert.EqualValues(t, 300, ociBlock(t, text, "items")["ttl"])

	outputs := unit.Apply(t)
	assert.NotEmpty(t, outputs["zone_id"].Value)
	assert.NotEmpty(t, outputs.Texts("name_servers"))
	assert.Equal(t, []string{"*.apps.example.com", "example.com", "www.example.com"}, outputs.Texts("record_names"))
	ociGuards(t, unit, variables)

	unit.Set(t, variables.With(vars{"zone_id": "ocid1.dns-zone.oc1..theirs"}))
	plan = unit.Plan(t)
	assert.Equal(t, map[string]int{"oci_dns_rrset": 3}, plan.Counts(), "in a zone that is there already")
	assert.Equal(t, "ocid1.dns-zone.oc1..theirs", plan.Values(t, `oci_dns_rrset.this["www A"]`)["zone_name_or_id"])
	assert.Equal(t, typeNames(outputs.Types()), typeNames(unit.Apply(t).Types()))
	unit.Destroy(t)
	return outputs
}
