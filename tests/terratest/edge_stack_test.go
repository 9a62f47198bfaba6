package terratest

import (
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

var edgeDefaults = vars{"region": "eu-central", "cloudflare": vars{"account_id": "0123456789abcdef0123456789abcdef"}}

// edge is a unit that leads www to addresses, behind Cloudflare's proxy.
var edge = vars{
	"stack": "edge", "dns": "cloudflare", "certificates": "cloudflare", "zone": "example.com", "names": list("www"),
	"addresses": list("192.0.2.1", "2001:db8::1"), "proxied": true,
	"records": list(vars{"name": "@", "type": "MX", "values": list("10 mail.example.com.")}),
}

func edgeStack(t *testing.T) harness.Outputs {
	environment := harness.Render(t, nil, edgeDefaults, vars{"edge": edge})
	unit := environment.Unit(t, "edge")
	refusesAll(t, unit, []refusal{
		{"There is nothing for names to lead to", vars{"addresses": list()}},
		{"not to both", vars{"load_balancer_hostname": "balancer.example.net"}},
		{"A zone's name is a domain", vars{"zone": "Example."}},
		{"A CNAME stands alone at its name", vars{"addresses": list(), "load_balancer_hostname": "balancer.example.net", "names": list("@")}},
	})

	protectsInProd(t, unit, "edge", "module.dns.terraform_data.protection[0]")

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"cloudflare_zone": 1, "cloudflare_dns_record": 3, "terraform_data": 1}, plan.Counts())
	types := map[string]any{}
	for _, record := range plan.All("cloudflare_dns_record") {
		types[record["type"].(string)] = record["content"]
	}
	assert.Equal(t, map[string]any{"A": "192.0.2.1", "AAAA": "2001:db8::1", "MX": "mail.example.com"}, types)

	outputs := unit.Apply(t)
	assert.Equal(t, []string{"example.com", "www.example.com"}, outputs.Texts("record_names"))
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	worksWithoutCloudflare(t)
	worksOnHetzner(t)
	return outputs
}

// worksWithoutCloudflare: the same names by our own DNS servers, a load balancer with a host name, and Let's Encrypt.
func worksWithoutCloudflare(t *testing.T) {
	t.Helper()
	environment := harness.Render(t, nil, edgeDefaults, vars{"edge": vars{
		"stack": "edge", "dns": "management", "certificates": "letsencrypt", "zone": "example.com", "zone_id": "example.com",
		"names": list("www"), "load_balancer_hostname": "balancer.example.net",
	}})
	unit := environment.Unit(t, "edge")
	unit.Refuses(t, vars{"proxied": true}, "Unit edge asks for what its provider cannot do")
	assert.Equal(t, map[string]int{"dns_cname_record": 1}, unit.Plan(t).Counts())
	assert.Equal(t, []string{"www.example.com"}, unit.Apply(t).Texts("record_names"))
	unit.Destroy(t)
}

// worksOnHetzner: names for a load balancer in the zone of the same cloud, with the real provider.
func worksOnHetzner(t *testing.T) {
	t.Helper()
	cloud := harness.NewCloud(t)
	environment := harness.Render(t, cloud, inventoryDefaults, vars{
		"web": vars{"stack": "compute", "subnet_cidrs": list("10.0.1.0/24"), "load_balancer": vars{"services": list(vars{"port": 80})}},
		"edge": edge.With(vars{
			"dns": "hetzner", "certificates": "letsencrypt", "depends_on": list("web"), "addresses": list(), "proxied": false,
		}),
	})
	unit := environment.Unit(t, "edge")
	unit.Refuses(t, vars{"proxied": true}, "Unit edge asks for what its provider cannot do: records.proxied: Hetzner's DNS")
	assert.Equal(t, 1, unit.Plan(t).Counts()["hcloud_zone"], "with mocks, for web is not there yet")

	web := environment.Unit(t, "web")
	given := web.Apply(t)
	unit.Feed(t, map[string]harness.Outputs{"web": given})
	assert.Equal(t, map[string]int{"hcloud_zone": 1, "hcloud_zone_rrset": 3, "terraform_data": 1}, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	assert.Equal(t, []string{"example.com", "www.example.com"}, outputs.Texts("record_names"))
	assert.Contains(t, outputs.Texts("name_servers"), "helium.ns.hetzner.de")
	addresses := given.Texts("load_balancer_addresses")
	require.Len(t, addresses, 2)
	assert.Equal(t, addresses, append(hetznerRecords(t, cloud, "www", "A"), hetznerRecords(t, cloud, "www", "AAAA")...))
	assert.Equal(t, []string{"10 mail.example.com."}, hetznerRecords(t, cloud, "@", "MX"))

	given["load_balancer_addresses"] = harness.Output{Value: list("192.0.2.7")}
	unit.Feed(t, map[string]harness.Outputs{"web": given})
	unit.Apply(t)
	assert.Equal(t, []string{"192.0.2.7"}, hetznerRecords(t, cloud, "www", "A"))
	assert.Nil(t, hetznerRecords(t, cloud, "www", "AAAA"))
	unit.Destroy(t)
	web.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
}

func tunnelStack(t *testing.T) harness.Outputs {
	environment := harness.Render(t, nil, edgeDefaults, vars{"tunnel": vars{
		"stack": "tunnel", "tunnel": "cloudflare", "tunnel_routes": vars{"app.example.com": "http://10.0.1.10:8080"},
	}})
	unit := environment.Unit(t, "tunnel")
	refusesAll(t, unit, []refusal{
		{"There is at least one route", vars{"tunnel_routes": vars{}}},
		{"A route leads to a service", vars{"tunnel_routes": vars{"app.example.com": "10.0.1.10"}}},
	})
	assert.Equal(t, 1, unit.Plan(t).Counts()["cloudflare_zero_trust_tunnel_cloudflared"])
	outputs := unit.Apply(t)
	assert.Equal(t, outputs["tunnel_id"].Value.(string)+".cfargotunnel.com", outputs["tunnel_hostname"].Value)
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	return outputs
}

func backupStack(t *testing.T) harness.Outputs {
	environment := harness.Render(t, nil, vars{"provider": "aws", "region": "eu-central"}, vars{"backup": vars{
		"stack": "backup", "buckets": vars{"files": vars{"keep_days": 30}}, "snapshot_volume_ids": vars{"data-1": "vol-0123456789abcdef0"},
	}})
	unit := environment.Unit(t, "backup")
	refusesAll(t, unit, []refusal{
		{"Snapshots begin at an hour from 0 to 23", vars{"snapshot_hour": 24}},
		{"The name of a bucket has 1 to 10", vars{"buckets": vars{"Files": vars{}}}},
	})
	protectsInProd(t, unit, "backup", `module.storage.terraform_data.protection["bucket files"]`)
	outlivesItsName(t, unit)
	counts := unit.Plan(t).Counts()
	assert.Equal(t, 1, counts["aws_s3_bucket"])
	assert.Equal(t, 1, counts["aws_s3_bucket_public_access_block"], "no bucket is public")
	outputs := unit.Apply(t)
	assert.Contains(t, outputs["bucket_names"].Value, "files")
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	hetzner := harness.Render(t, harness.NewCloud(t), vars{"provider": "hetzner", "region": "eu-central"}, vars{"backup": vars{"stack": "backup"}})
	hetzner.Unit(t, "backup").Refuses(t, vars{"buckets": vars{"files": vars{}}}, "Unit backup asks for what its provider cannot do: buckets:")
	return outputs
}

// outlivesItsName: in prod a bucket whose name leaves the inventory stays, with what is in it.
func outlivesItsName(t *testing.T, unit *harness.Unit) {
	t.Helper()
	unit.Change(t, inProd("backup"))
	unit.Apply(t)
	assert.Equal(t, false, unit.Plan(t).Values(t, `module.storage.aws_s3_bucket.this["files"]`)["force_destroy"], "whether it is emptied")
	unit.Change(t, inProd("backup").With(vars{"buckets": vars{}}))
	_, err := terraform.ApplyE(t, unit.Options)
	if assert.Error(t, err, "its deletion") {
		assert.Contains(t, oneLine(err.Error()), "demo-prod-backup's bucket files is protected: set deletion_protection: false and apply")
	}
	assert.Contains(t, unit.Made(t), "aws_s3_bucket")

	unit.Change(t, inProd("backup").With(vars{"deletion_protection": false}))
	unit.Apply(t)
	unit.Destroy(t)
	unit.Change(t, vars{})
}

func bastionStack(t *testing.T) harness.Outputs {
	cloud := harness.NewCloud(t)
	environment := harness.Render(t, cloud, inventoryDefaults, vars{"jump": vars{"stack": "bastion", "subnet_cidrs": list("10.0.4.0/24")}})
	unit := environment.Unit(t, "jump")
	refusesAll(t, unit, []refusal{
		{"SSH (tcp port 22) would be open to the internet", vars{"ssh_cidrs": list("0.0.0.0/0")}},
		{"At least one range may log in", vars{"ssh_cidrs": list()}},
	})
	protectsWhenAsked(t, unit, "jump", vars{}, "module.network.hcloud_network.this[0]", "module.bastion.hcloud_server.this")
	assert.Equal(t, 1, unit.Plan(t).Counts()["hcloud_server"])
	outputs := unit.Apply(t)
	assert.Equal(t, "10.0.4.5", outputs["private_address"].Value)
	assert.Regexp(t, `^root@[0-9.]+$`, outputs["jump_host"].Value)
	unit.Destroy(t)
	isEmpty(t, cloud, map[string]int{})
	return outputs
}
