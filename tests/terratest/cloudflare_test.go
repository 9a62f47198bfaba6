package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

const cloudflareAccount = "f037e56e89293a057740de681ac9abbe"

// regionless are the variables of a kind that has no region.
func regionless(name string) vars {
	variables := common(name)
	delete(variables, "region")
	return variables
}

// zoneVariables have a record of each type.
func zoneVariables() vars {
	record := func(name, kind string, values ...any) vars { return vars{"name": name, "type": kind, "values": values} }
	return common("edge").With(vars{"zone": "example.com", "records": list(
		record("@", "A", "192.0.2.1", "192.0.2.2").With(vars{"ttl": 60}),
		record("www", "AAAA", "2001:db8::1"),
		record("blog.dev", "CNAME", "host.example.net."),
		record("@", "MX", "10 mail.example.com.", "20 mail.example.net."),
		record("_sip._tcp", "SRV", "1 2 5060 sip.example.com."),
		record("lab", "NS", "ns1.example.net."),
		record("@", "TXT", "v=spf1 -all"),
	)})
}

func refusesBadZones(t *testing.T, unit *harness.Unit) {
	t.Helper()
	refusesBadContext(t, unit)
	record := vars{"name": "www", "type": "A", "values": list("192.0.2.1")}
	refusesAll(t, unit, []refusal{
		{"A zone's name is a domain in lower case", vars{"zone": "example.com."}},
		{"A record's name is relative to the zone", vars{"records": list(record.With(vars{"name": "www.example.com."}))}},
		{"A record's type is", vars{"records": list(record.With(vars{"type": "HINFO"}))}},
		{"A record has at least one value", vars{"records": list(record.With(vars{"values": list()}))}},
		{"A CNAME stands alone", vars{"records": list(record, record.With(vars{"type": "CNAME", "values": list("a.example.net.")}))}},
		{"All values of one name and type", vars{"records": list(record, record)}},
		{"A record's ttl is a whole number", vars{"records": list(record.With(vars{"ttl": 59}))}},
		{"A value has the form its type has", vars{"records": list(record.With(vars{"values": list("2001:db8::1")}))}},
		{"Only A, AAAA and CNAME records can be proxied", vars{"records": list(record.With(vars{"type": "TXT", "values": list("a"), "proxied": true}))}},
	})
}

func dnsCloudflare(t *testing.T) harness.Outputs {
	variables := zoneVariables().With(vars{"cloudflare": vars{"account_id": cloudflareAccount}})
	proxied := vars{"name": "app", "type": "A", "values": list("192.0.2.3"), "proxied": true}
	variables["records"] = append(variables["records"].([]any),
		proxied, vars{"name": "@", "type": "CAA", "values": list(`0 issue "letsencrypt.org"`)})
	unit := harness.Module(t, nil, "dns", "cloudflare", variables)
	refusesBadZones(t, unit)
	refusesAll(t, unit, []refusal{
		{"Unit edge makes the zone example.com, and so needs cloudflare.account_id", vars{"cloudflare": vars{}}},
		{"cloudflare.account_id has 32 hexadecimal digits", vars{"cloudflare": vars{"account_id": "mine"}}},
		{"records.ttl: Cloudflare answers for proxied records with a TTL of 300", vars{"records": list(proxied.With(vars{"ttl": 60}))}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"cloudflare_zone": 1, "cloudflare_dns_record": 11, "terraform_data": 1}, plan.Counts())
	zone := plan.Values(t, "cloudflare_zone.this[0]")
	assert.Equal(t, "example.com", zone["name"])
	assert.Equal(t, cloudflareAccount, zone["account"].(map[string]any)["id"])
	for key, expected := range map[string]vars{
		"@ A 1":            {"name": "example.com", "content": "192.0.2.1", "ttl": 60.0, "proxied": false},
		"@ A 2":            {"name": "example.com", "content": "192.0.2.2", "ttl": 60.0},
		"www AAAA 1":       {"name": "www.example.com", "content": "2001:db8::1", "ttl": 300.0},
		"blog.dev CNAME 1": {"name": "blog.dev.example.com", "content": "host.example.net"},
		"@ MX 2":           {"name": "example.com", "content": "mail.example.net", "priority": 20.0},
		"lab NS 1":         {"name": "lab.example.com", "content": "ns1.example.net"},
		"@ TXT 1":          {"name": "example.com", "content": `"v=spf1 -all"`, "comment": "demo-test-edge"},
		"app A 1":          {"name": "app.example.com", "content": "192.0.2.3", "proxied": true, "ttl": 1.0},
	} {
		planned := plan.Values(t, `cloudflare_dns_record.this["`+key+`"]`)
		for attribute, value := range expected {
			assert.Equal(t, value, planned[attribute], "%s of %s", attribute, key)
		}
	}
	srv := plan.Values(t, `cloudflare_dns_record.srv["_sip._tcp SRV 1"]`)
	assert.Equal(t, []any{1.0, 2.0, 5060.0, "sip.example.com"}, pick(srv["data"], "priority", "weight", "port", "target"))
	caa := plan.Values(t, `cloudflare_dns_record.caa["@ CAA 1"]`)
	assert.Equal(t, []any{0.0, "issue", "letsencrypt.org"}, pick(caa["data"], "flags", "tag", "value"))
	assert.Equal(t, "example.com", caa["name"])
	assert.Equal(t, []any{false, false}, []any{srv["proxied"], caa["proxied"]}, "what Cloudflare's proxy cannot answer for")

	outputs := unit.Apply(t)
	assert.NotEmpty(t, outputs["zone_id"].Value)
	assert.NotEmpty(t, outputs.Texts("name_servers"))
	assert.Equal(t, []string{
		"_sip._tcp.example.com", "app.example.com", "blog.dev.example.com", "example.com", "lab.example.com", "www.example.com",
	}, outputs.Texts("record_names"))
	isProtected(t, unit, variables, "The zone is protected")
	unit.Destroy(t)

	unit.Set(t, variables.With(vars{"zone_id": "023e105f4ecef8ad9ca31a8372d0c353", "cloudflare": vars{}}))
	plan = unit.Plan(t)
	assert.Equal(t, map[string]int{"cloudflare_dns_record": 11}, plan.Counts(), "the zone is there already")
	assert.Equal(t, "023e105f4ecef8ad9ca31a8372d0c353", plan.Values(t, `cloudflare_dns_record.this["www AAAA 1"]`)["zone_id"])
	given := unit.Apply(t)
	assert.Equal(t, typeNames(outputs.Types()), typeNames(given.Types()))
	assert.Empty(t, given.Texts("name_servers"))
	unit.Destroy(t)
	return outputs
}

// pick is some of an object's values.
func pick(object any, names ...string) []any {
	values := []any{}
	for _, name := range names {
		values = append(values, object.(map[string]any)[name])
	}
	return values
}

func tunnelCloudflare(t *testing.T) harness.Outputs {
	variables := regionless("door").With(vars{
		"cloudflare": vars{"account_id": cloudflareAccount},
		"routes":     vars{"app.example.com": "http://10.0.1.10:8080", "ssh.example.com": "ssh://10.0.1.10:22"},
		"zone_id":    "023e105f4ecef8ad9ca31a8372d0c353",
	})
	unit := harness.Module(t, nil, "tunnel", "cloudflare", variables)
	refusesAll(t, unit, []refusal{
		{"become host names", vars{"context": vars{"product": "Demo", "environment": "test", "unit": "x", "labels": vars{}}}},
		{"Unit door makes a tunnel, and so needs cloudflare.account_id", vars{"cloudflare": vars{}}},
		{"There is at least one route", vars{"routes": vars{}}},
		{"There is at least one route", vars{"routes": vars{"app": "http://10.0.1.10"}}},
		{"A route leads to a service such as", vars{"routes": vars{"app.example.com": "10.0.1.10:8080"}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"cloudflare_zero_trust_tunnel_cloudflared": 1, "cloudflare_zero_trust_tunnel_cloudflared_config": 1, "cloudflare_dns_record": 2,
	}, plan.Counts())
	tunnel := plan.Values(t, "cloudflare_zero_trust_tunnel_cloudflared.this")
	assert.Equal(t, "demo-test-door", tunnel["name"])
	assert.Equal(t, "cloudflare", tunnel["config_src"])
	assert.Equal(t, cloudflareAccount, tunnel["account_id"])
	assert.Nil(t, tunnel["tunnel_secret"], "Cloudflare makes it up")
	config := plan.Values(t, "cloudflare_zero_trust_tunnel_cloudflared_config.this")
	var services []string
	for _, rule := range config["config"].(map[string]any)["ingress"].([]any) {
		host, _ := rule.(map[string]any)["hostname"].(string)
		services = append(services, host+" "+rule.(map[string]any)["service"].(string))
	}
	assert.Equal(t, []string{"app.example.com http://10.0.1.10:8080", "ssh.example.com ssh://10.0.1.10:22", " http_status:404"}, services)
	record := plan.Values(t, `cloudflare_dns_record.this["app.example.com"]`)
	assert.Equal(t, []any{"app.example.com", "CNAME", true, 1.0}, pick(record, "name", "type", "proxied", "ttl"))

	outputs := unit.Apply(t)
	id := outputs["tunnel_id"].Value.(string)
	assert.NotEmpty(t, id)
	assert.Equal(t, id+".cfargotunnel.com", outputs["tunnel_hostname"].Value)
	unit.Set(t, variables.With(vars{"zone_id": nil}))
	assert.Equal(t, id, unit.Apply(t)["tunnel_id"].Value, "the names go, the tunnel stays")
	assert.Empty(t, unit.Plan(t).All("cloudflare_dns_record"))
	unit.Destroy(t)
	return outputs
}
