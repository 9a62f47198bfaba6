package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func dnsAzure(t *testing.T) harness.Outputs {
	variables := common("dns").With(vars{"zone": "example.com", "records": list(
		vars{"name": "www", "type": "A", "values": list("192.0.2.1", "192.0.2.2"), "ttl": 60},
		vars{"name": "www", "type": "AAAA", "values": list("2001:db8::1")},
		vars{"name": "@", "type": "CAA", "values": list(`0 issue "letsencrypt.org"`, `0 iodef "mailto:a@example.com"`)},
		vars{"name": "*.apps", "type": "CNAME", "values": list("www.example.com.")},
		vars{"name": "@", "type": "MX", "values": list("10 mail.example.com.")},
		vars{"name": "sub", "type": "NS", "values": list("ns1.example.net.", "ns2.example.net.")},
		vars{"name": "_sip._tcp", "type": "SRV", "values": list("1 2 5060 sip.example.com.")},
		vars{"name": "@", "type": "TXT", "values": list("v=spf1 mx -all")},
	)})
	unit := harness.Module(t, nil, "dns", "azure", variables)
	refusesBadContext(t, unit)
	proxied := vars{"name": "www", "type": "A", "values": list("192.0.2.1"), "proxied": true}
	refusesAll(t, unit, []refusal{
		{"cannot do: region: another cloud's: Azure's own regions", vars{"region": "eu-centrall"}},
		{"Unit dns asks for what its provider cannot do: records.proxied: Azure's DNS", vars{"records": list(proxied)}},
		{"records: NS of the zone itself: Azure sets", vars{"records": list(vars{"name": "@", "type": "NS", "values": list("ns1.example.net.")})}},
		{"A zone's name is a domain in lower case", vars{"zone": "Example.com."}},
		{"A CNAME stands alone at its name", vars{"records": list(vars{"name": "@", "type": "CNAME", "values": list("a.example.com.")})}},
	})

	plan := unit.Plan(t)
	records := map[string]int{
		"azurerm_dns_a_record": 1, "azurerm_dns_aaaa_record": 1, "azurerm_dns_caa_record": 1, "azurerm_dns_cname_record": 1,
		"azurerm_dns_mx_record": 1, "azurerm_dns_ns_record": 1, "azurerm_dns_srv_record": 1, "azurerm_dns_txt_record": 1,
	}
	counts := map[string]int{"azurerm_resource_group": 1, "azurerm_dns_zone": 1, "terraform_data": 1}
	for kind, count := range records {
		counts[kind] = count
	}
	assert.Equal(t, counts, plan.Counts())
	zone := plan.Values(t, "azurerm_dns_zone.this[0]")
	assert.Equal(t, "example.com", zone["name"])
	assert.Equal(t, "demo-test-dns-dns", zone["resource_group_name"])
	assert.EqualValues(t, labels("dns"), zone["tags"])
	azureRecords(t, plan)

	outputs := unit.Apply(t)
	assert.Regexp(t, "/dnsZones/example.com$", outputs["zone_id"].Value)
	assert.NotEmpty(t, outputs.Texts("name_servers"))
	assert.Equal(t, []string{"*.apps.example.com", "_sip._tcp.example.com", "example.com", "sub.example.com", "www.example.com"}, outputs.Texts("record_names"))
	azureGuards(t, unit, variables, "/dnsZones/example.com/SOA/@$")

	unit.Set(t, variables.With(vars{"zone_id": azureID("Microsoft.Network/dnsZones/example.com"), "deletion_protection": true}))
	plan = unit.Plan(t)
	assert.Equal(t, records, plan.Counts(), "in a zone that is there already")
	assert.Equal(t, "theirs", plan.Values(t, `azurerm_dns_a_record.this["www"]`)["resource_group_name"])
	assert.Equal(t, typeNames(outputs.Types()), typeNames(unit.Apply(t).Types()))
	unit.Destroy(t)
	return outputs
}

func azureRecords(t *testing.T, plan *harness.Plan) {
	t.Helper()
	web := plan.Values(t, `azurerm_dns_a_record.this["www"]`)
	assert.ElementsMatch(t, list("192.0.2.1", "192.0.2.2"), web["records"])
	assert.EqualValues(t, 60, web["ttl"])
	assert.Equal(t, "example.com", web["zone_name"])
	assert.EqualValues(t, labels("dns"), web["tags"])
	assert.Equal(t, list("2001:db8::1"), plan.Values(t, `azurerm_dns_aaaa_record.this["www"]`)["records"])
	assert.Equal(t, "www.example.com.", plan.Values(t, `azurerm_dns_cname_record.this["*.apps"]`)["record"])
	assert.Equal(t, list("ns1.example.net.", "ns2.example.net."), plan.Values(t, `azurerm_dns_ns_record.this["sub"]`)["records"])
	mail := azureBlock(t, plan.Values(t, `azurerm_dns_mx_record.this["@"]`), "record")
	assert.EqualValues(t, "10", mail["preference"])
	assert.Equal(t, "mail.example.com.", mail["exchange"])
	assert.ElementsMatch(t, list(
		map[string]any{"flags": 0.0, "tag": "issue", "value": "letsencrypt.org"},
		map[string]any{"flags": 0.0, "tag": "iodef", "value": "mailto:a@example.com"},
	), plan.Values(t, `azurerm_dns_caa_record.this["@"]`)["record"])
	assert.Equal(t, map[string]any{"priority": 1.0, "weight": 2.0, "port": 5060.0, "target": "sip.example.com."},
		azureBlock(t, plan.Values(t, `azurerm_dns_srv_record.this["_sip._tcp"]`), "record"))
	assert.Equal(t, "v=spf1 mx -all", azureBlock(t, plan.Values(t, `azurerm_dns_txt_record.this["@"]`), "record")["value"])
}
