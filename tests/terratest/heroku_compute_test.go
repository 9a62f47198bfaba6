package terratest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

const appSource = "https://github.com/example/app/archive/v1.0.0.tar.gz"

func herokuVariables() vars {
	return common("web").With(vars{
		"servers":       2,
		"size":          "medium",
		"image":         "ubuntu-24.04",
		"ssh_keys":      vars{},
		"network_id":    "",
		"firewall_ids":  list(""),
		"load_balancer": vars{"services": list(vars{"port": 443})},
		"heroku": vars{
			"buildpacks": list("heroku/go"),
			"domains":    list("www.example.com", "example.com"),
			"addons":     vars{"database": "heroku-postgresql:standard-0"},
		},
	})
}

func refusesWhatHerokuCannot(t *testing.T, unit *harness.Unit) {
	t.Helper()
	service := func(changes vars) vars {
		return vars{"load_balancer": vars{"services": list(vars{"port": 80}.With(changes))}}
	}
	refusesAll(t, unit, []refusal{
		{"region: Heroku has the regions us-east and eu-central only", vars{"region": "us-west"}},
		{"image: debian-12: Heroku runs Ubuntu only", vars{"image": "debian-12"}},
		{"ssh_keys: Heroku's dynos know no SSH keys", vars{"ssh_keys": vars{"admin": publicKey}}},
		{"user_data: Heroku's dynos run no cloud-init", vars{"user_data": "#cloud-config\n"}},
		{"subnet_ids: Heroku's dynos join no subnets", vars{"subnet_ids": vars{"10.0.1.0/24": "1"}}},
		{"ip_forwarding: Heroku's dynos forward no packets", vars{"ip_forwarding": true}},
		{"spread: hosts: Heroku's smaller dynos share machines", vars{"size": "standard-2x"}},
		{"spread: zones: Heroku spreads dynos over zones in private spaces", vars{"spread": "zones"}},
		{"heroku.process: web: Heroku's router answers for every web process", vars{"load_balancer": nil}},
		{"heroku.process: Heroku's router reaches processes of the type web only", vars{"heroku": vars{"process": "worker"}}},
		{"load_balancer.size: Heroku's router has no sizes", vars{"load_balancer": vars{"size": "large", "services": list(vars{"port": 80})}}},
		{"load_balancer.algorithm: least_connections: Heroku's router gives each dyno its share", vars{
			"load_balancer": vars{"algorithm": "least_connections", "services": list(vars{"port": 80})}}},
		{"load_balancer.services: tcp: Heroku's router speaks http only", service(vars{"protocol": "tcp"})},
		{"load_balancer.services: port: Heroku's router listens on the ports", service(vars{"port": 8080})},
		{"load_balancer.services: target_port: Heroku chooses the port", service(vars{"target_port": 8080})},
		{"load_balancer.services: health_check: Heroku's router makes no", service(vars{"health_check": vars{"path": "/up"}})},
		{"has heroku.team, and so needs a private space", vars{"heroku": vars{"team": "acme"}}},
		{"heroku.source.url is the https URL", vars{"heroku": vars{"source": vars{"url": "http://example.com/app.tar.gz"}}}},
		{"heroku.source.url is the https URL", vars{"heroku": vars{"source": vars{"url": "https://user:word@example.com/app.tar.gz"}}}},
		{"heroku.source.url is the https URL", vars{"heroku": vars{"source": vars{"url": "https://example.com/app.tar.gz?token=word"}}}},
		{"heroku.source.checksum is SHA256", vars{"heroku": vars{"source": vars{"url": appSource, "checksum": strings.Repeat("0", 64)}}}},
		{"a whole number from 0 to 100", vars{"servers": 101}},
		{"A size is small, medium, large, xlarge", vars{"size": "very big"}},
	})
}

func computeHeroku(t *testing.T) harness.Outputs {
	variables := herokuVariables()
	unit := harness.Module(t, nil, "compute", "heroku", variables)
	refusesBadContext(t, unit)
	refusesWhatHerokuCannot(t, unit)

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"heroku_app": 1, "heroku_formation": 1, "heroku_domain": 2, "heroku_addon": 1, "terraform_data": 1,
	}, plan.Counts())
	app := plan.Values(t, "heroku_app.this")
	assert.Equal(t, "demo-test-web", app["name"])
	assert.Equal(t, "eu", app["region"])
	assert.Equal(t, "heroku-24", app["stack"])
	assert.EqualValues(t, list("heroku/go"), app["buildpacks"])
	assert.Equal(t, true, app["acm"], "there are domains to have certificates for")
	assert.Nil(t, app["space"])
	assert.Empty(t, app["organization"])
	formation := plan.Values(t, "heroku_formation.this")
	assert.Equal(t, "web", formation["type"])
	assert.EqualValues(t, 2, formation["quantity"])
	assert.Equal(t, "performance-l", formation["size"])
	assert.Equal(t, "www.example.com", plan.Values(t, `heroku_domain.this["www.example.com"]`)["hostname"])
	addon := plan.Values(t, `heroku_addon.this["database"]`)
	assert.Equal(t, "heroku-postgresql:standard-0", addon["plan"])
	assert.Equal(t, "demo-test-web-database", addon["name"])

	outputs := unit.Apply(t)
	for _, name := range []string{
		"server_ids", "server_names", "zones", "private_addresses", "public_ipv4", "public_ipv6", "interface_ids",
		"load_balancer_addresses", "load_balancer_source_cidrs",
	} {
		assert.Empty(t, outputs[name].Value, name)
	}
	assert.Empty(t, outputs["ssh_key_ids"].Value)
	assert.Regexp(t, `^[a-z0-9.-]+$`, outputs["load_balancer_hostname"].Value, "what the first domain leads to")

	isProtected(t, unit, variables, "The app is protected")
	herokuReleases(t, unit, variables)
	herokuWorkers(t, unit, variables, outputs)
	herokuSpaces(t, unit, variables, outputs)
	unit.Destroy(t)
	return outputs
}

// herokuReleases: code that is built and released before the formation is there, again when it is other code, or is built
// in another way.
func herokuReleases(t *testing.T, unit *harness.Unit, variables vars) {
	t.Helper()
	from := func(changes vars) vars {
		return variables.With(vars{"heroku": variables["heroku"].(vars).With(changes)})
	}
	source := vars{"url": appSource, "checksum": "SHA256:" + strings.Repeat("0a", 32), "version": "v1.0.0"}
	unit.Set(t, from(vars{"source": source}))
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"heroku_build": 1}, plan.Counts(), "an app that is there only has its code released")
	assert.Equal(t, list(map[string]any{"url": appSource, "checksum": source["checksum"], "version": "v1.0.0", "path": nil}),
		plan.Values(t, "heroku_build.this[0]")["source"])
	waits := map[string][]string{}
	for _, resource := range plan.RawPlan.Config.RootModule.Resources {
		waits[resource.Address] = resource.DependsOn
	}
	assert.Contains(t, waits["heroku_formation.this"], "heroku_build.this", "dynos wait for the release")
	assert.Contains(t, waits["heroku_build.this"], "heroku_addon.this", "the release waits for its add-ons")
	unit.Apply(t)
	assert.Equal(t, 1, unit.Made(t)["heroku_build"])

	for _, changes := range []vars{
		{"source": source.With(vars{"url": "https://github.com/example/app/archive/v1.0.1.tar.gz"})},
		{"source": source, "buildpacks": list("heroku/nodejs")},
	} {
		unit.Set(t, from(changes))
		assert.Equal(t, map[string]int{"heroku_build": 1}, unit.Plan(t).Counts(), "%v", changes)
	}
	unit.Set(t, from(vars{"source": source}).With(vars{"image": "heroku-22"}))
	assert.Equal(t, map[string]int{"heroku_build": 1}, unit.Plan(t).Counts(), "another image")
	unit.Set(t, from(vars{"source": vars{"url": appSource}}))
	unit.Apply(t)
}

// herokuWorkers: an app that nothing reaches, with dynos of Heroku's own sizes.
func herokuWorkers(t *testing.T, unit *harness.Unit, variables vars, before harness.Outputs) {
	t.Helper()
	unit.Set(t, variables.With(vars{
		"size": "standard-2x", "spread": "none", "load_balancer": nil, "image": "heroku-22", "region": "us",
		"heroku": vars{"process": "worker"}, "servers": 0,
	}))
	plan := unit.Plan(t)
	app := plan.Values(t, "heroku_app.this")
	assert.Equal(t, "heroku-22", app["stack"])
	assert.Equal(t, "us", app["region"])
	assert.Equal(t, false, app["acm"])
	formation := plan.Values(t, "heroku_formation.this")
	assert.Equal(t, "worker", formation["type"])
	assert.EqualValues(t, 0, formation["quantity"], "no dynos, and not a formation left as it was")
	assert.Equal(t, "standard-2x", formation["size"])
	outputs := unit.Apply(t)
	assert.Equal(t, typeNames(before.Types()), typeNames(outputs.Types()))
	assert.Equal(t, "", outputs["load_balancer_hostname"].Value)
}

// herokuSpaces: an app in a private space, reached from inside only or by a load balancer.
func herokuSpaces(t *testing.T, unit *harness.Unit, variables vars, before harness.Outputs) {
	t.Helper()
	inside := spaced(variables).With(vars{"network_id": "demo-test-net", "region": "us-west", "spread": "zones", "size": "small"})
	unit.Set(t, inside)
	plan := unit.Plan(t)
	app := plan.Values(t, "heroku_app.this")
	assert.Equal(t, "oregon", app["region"])
	assert.Equal(t, "demo-test-net", app["space"])
	assert.Equal(t, false, app["internal_routing"])
	assert.Equal(t, "acme", app["organization"].([]any)[0].(map[string]any)["name"])
	assert.Equal(t, "private-m", plan.Values(t, "heroku_formation.this")["size"])
	assert.NotEqual(t, before["load_balancer_hostname"].Value, unit.Apply(t)["load_balancer_hostname"].Value, "it is another app")

	unit.Set(t, inside.With(common(long)).With(vars{"region": "us-east", "load_balancer": nil}))
	app = unit.Plan(t).Values(t, "heroku_app.this")
	assert.Equal(t, true, app["internal_routing"])
	assert.Equal(t, false, app["acm"], "nobody outside could prove the domains")
	assert.Equal(t, "virginia", app["region"])
	assert.Regexp(t, `^demo-test-a-rather-lo-[0-9a-f]{8}$`, app["name"])
}
