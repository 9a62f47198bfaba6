package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func dnsAws(t *testing.T) harness.Outputs {
	www := vars{"name": "www", "type": "A", "values": list("192.0.2.1", "192.0.2.2"), "ttl": 60}
	variables := common("dns").With(vars{"zone": "example.com", "records": list(
		www,
		vars{"name": "www", "type": "AAAA", "values": list("2001:db8::1")},
		vars{"name": "@", "type": "MX", "values": list("10 mail.example.com.")},
		vars{"name": "@", "type": "TXT", "values": list("v=spf1 mx -all")},
		vars{"name": "*.apps", "type": "CNAME", "values": list("www.example.com.")},
	)})
	unit := harness.Module(t, nil, "dns", "aws", variables)
	refusesBadContext(t, unit)
	refusesAll(t, unit, []refusal{
		{"Unit dns asks for what its provider cannot do: records.proxied: AWS's Route 53", vars{"records": list(www.With(vars{"proxied": true}))}},
		{"cannot do: records: NS of the zone itself", vars{"records": list(vars{"name": "@", "type": "NS", "values": list("ns1.example.net.")})}},
		{"A zone's name is a domain in lower case", vars{"zone": "Example.com."}},
		{"All values of one name and type are in one record", vars{"records": list(www, www)}},
		{"has the form its type has in a zone file", vars{"records": list(www.With(vars{"values": list("2001:db8::1")}))}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"aws_route53_zone": 1, "aws_route53_record": 5, "terraform_data": 1}, plan.Counts())
	zone := plan.Values(t, "aws_route53_zone.this[0]")
	awsIsTagged(t, zone, "demo-test-dns", "dns")
	assert.Equal(t, "example.com", zone["name"])
	web := plan.Values(t, `aws_route53_record.this["www A"]`)
	assert.Equal(t, "www.example.com", web["name"])
	assert.EqualValues(t, 60, web["ttl"])
	assert.ElementsMatch(t, list("192.0.2.1", "192.0.2.2"), web["records"])
	text := plan.Values(t, `aws_route53_record.this["@ TXT"]`)
	assert.Equal(t, "example.com", text["name"])
	assert.Equal(t, list("v=spf1 mx -all"), text["records"], "the provider adds the quotes")
	assert.EqualValues(t, 300, text["ttl"])

	outputs := unit.Apply(t)
	assert.Equal(t, []string{"*.apps.example.com", "example.com", "www.example.com"}, outputs.Texts("record_names"))
	assert.Len(t, outputs.Texts("name_servers"), 4)
	awsGuards(t, unit, variables)

	unit.Set(t, variables.With(vars{"zone_id": "Z0", "deletion_protection": true}))
	assert.Equal(t, map[string]int{"aws_route53_record": 5}, unit.Plan(t).Counts())
	given := unit.Apply(t)
	assert.Equal(t, "Z0", given["zone_id"].Value)
	assert.Empty(t, given.Texts("name_servers"))
	assert.Equal(t, typeNames(outputs.Types()), typeNames(given.Types()))
	unit.Destroy(t)
	return outputs
}
