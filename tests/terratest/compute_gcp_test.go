package terratest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func gcpComputeVariables() vars {
	return computeVariables().With(vars{
		"network_id":   gcpNetwork,
		"subnet_ids":   vars{"10.0.1.0/24": gcpSubnet},
		"firewall_ids": list("demo-test-fw"),
	})
}

func computeGcp(t *testing.T) harness.Outputs {
	variables := gcpComputeVariables()
	unit := harness.Module(t, nil, "compute", "gcp", variables)
	refusesBadCompute(t, unit)
	refusesAll(t, unit, []refusal{
		{"cannot do: region: another cloud's: Google Cloud's own regions", vars{"region": "fsn1"}},
		{"spread: zones: Google Cloud's servers are all in the zone", vars{"region": "europe-west3-a", "spread": "zones"}},
		{"come at least every 300 seconds", vars{"load_balancer": vars{"services": list(vars{"port": 1, "health_check": vars{"interval": 301}})}}},
		{"Google Cloud's health checks take from 1 to 10 retries", vars{"load_balancer": vars{"services": list(vars{"port": 1, "health_check": vars{"retries": 11}})}}},
		{"cannot do: subnet_ids: none: Google Cloud has no servers outside of a subnet.", vars{"subnet_ids": vars{}}},
		{"Google Cloud's load balancers have no types", vars{"load_balancer": vars{"size": "lb11", "services": list(vars{"port": 1})}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"google_compute_instance": 3, "google_compute_instance_group": 1, "google_compute_health_check": 2,
		"google_compute_backend_service": 2, "google_compute_target_tcp_proxy": 2, "google_compute_global_address": 2,
		"google_compute_global_forwarding_rule": 4, "terraform_data": 2,
	}, plan.Counts())
	gcpServes(t, plan)
	gcpBalances(t, plan)

	outputs := unit.Apply(t)
	assert.Equal(t, []string{"demo-test-web-1", "demo-test-web-2", "demo-test-web-3"}, outputs.Texts("server_names"))
	assert.Equal(t, []string{"10.0.1.10", "10.0.1.11", "10.0.1.12"}, outputs.Texts("private_addresses"))
	assert.Equal(t, []string{"europe-west3-a", "europe-west3-a", "europe-west3-a"}, outputs.Texts("zones"))
	assert.Equal(t, outputs.Texts("server_ids"), outputs.Texts("interface_ids"))
	for _, name := range []string{"public_ipv4", "public_ipv6", "server_ids"} {
		assert.Len(t, outputs.Texts(name), 3, name)
		assert.NotContains(t, outputs.Texts(name), "", name)
	}
	assert.Len(t, outputs.Texts("load_balancer_addresses"), 2)
	assert.Equal(t, []string{"130.211.0.0/22", "35.191.0.0/16"}, outputs.Texts("load_balancer_source_cidrs"))

	unit.Set(t, variables.With(vars{"user_data": "#cloud-config\nother: true\n", "ssh_keys": vars{"other": publicKey}}))
	assert.Equal(t, outputs.Texts("server_ids"), unit.Apply(t).Texts("server_ids"), "the first boot is over")
	unit.Set(t, variables.With(vars{"servers": 0, "load_balancer": nil, "ssh_keys": vars{}}))
	without := unit.Apply(t)
	assert.Equal(t, typeNames(outputs.Types()), typeNames(without.Types()))
	assert.Empty(t, without.Texts("server_ids"))
	assert.Empty(t, without.Texts("load_balancer_source_cidrs"))
	gcpGuards(t, unit, variables.With(vars{"servers": 0}))
	gcpSpreads(t)
	return outputs
}

// gcpServes: what the planned servers are.
func gcpServes(t *testing.T, plan *harness.Plan) {
	t.Helper()
	second := plan.Values(t, "google_compute_instance.this[1]")
	isLabelled(t, second, "demo-test-web-2", "web")
	assert.Equal(t, "e2-custom-4-8192", second["machine_type"])
	assert.Equal(t, "europe-west3-a", second["zone"])
	assert.Equal(t, "demo-test-fw", gcpWords(second["tags"]))
	assert.Equal(t, false, second["deletion_protection"])
	assert.Empty(t, second["service_account"], "a server has no rights in the project")
	disk := gcpBlock(t, gcpBlock(t, second, "boot_disk"), "initialize_params")
	assert.Equal(t, "debian-cloud/debian-12", disk["image"])
	assert.EqualValues(t, labels("web"), disk["labels"])
	shield := gcpBlock(t, second, "shielded_instance_config")
	assert.Equal(t, []any{true, true, true}, pick(shield, "enable_secure_boot", "enable_vtpm", "enable_integrity_monitoring"))
	card := gcpBlock(t, second, "network_interface")
	assert.Equal(t, "10.0.1.11", card["network_ip"])
	assert.Equal(t, gcpSubnet, card["subnetwork"])
	assert.Equal(t, "IPV4_IPV6", card["stack_type"])
	metadata := second["metadata"].(map[string]any)
	assert.Equal(t, "debian:"+publicKey, metadata["ssh-keys"])
	gcpIsClosed(t, second)
	assert.Equal(t, "#cloud-config\n", metadata["user-data"])
	assert.True(t, strings.HasPrefix(metadata["startup-script"].(string), "#!/bin/sh\n"), "Google's Debian has no cloud-init")
}

func gcpBalances(t *testing.T, plan *harness.Plan) {
	t.Helper()
	assert.Len(t, plan.Values(t, `google_compute_instance_group.this["europe-west3-a"]`)["named_port"], 2)
	web := plan.Values(t, `google_compute_backend_service.this["80"]`)
	assert.Equal(t, "TCP", web["protocol"])
	assert.Equal(t, "LEAST_REQUEST", web["locality_lb_policy"])
	assert.Equal(t, "port-8080", web["port_name"])
	assert.Len(t, web["backend"], 1)
	check := plan.Values(t, `google_compute_health_check.this["80"]`)
	assert.EqualValues(t, 2, check["unhealthy_threshold"])
	assert.EqualValues(t, 15, check["check_interval_sec"])
	http := gcpBlock(t, check, "http_health_check")
	assert.EqualValues(t, 8080, http["port"])
	assert.Equal(t, "/up", http["request_path"])
	database := plan.Values(t, `google_compute_health_check.this["5432"]`)
	assert.EqualValues(t, 5432, gcpBlock(t, database, "tcp_health_check")["port"])
	assert.Empty(t, database["http_health_check"])
	isLabelled(t, plan.Values(t, `google_compute_global_address.this["ipv6"]`), "demo-test-web-ipv6", "web")
	rule := plan.Values(t, `google_compute_global_forwarding_rule.this["5432-ipv6"]`)
	isLabelled(t, rule, "demo-test-web-5432-ipv6", "web")
	assert.Equal(t, "5432", rule["port_range"])
	assert.Equal(t, "EXTERNAL_MANAGED", rule["load_balancing_scheme"])
}

// gcpSpreads: over zones in turn, or over hosts by policies of eight servers each; private, forwarding, of one's own
// type and image.
func gcpSpreads(t *testing.T) {
	t.Helper()
	private := gcpComputeVariables().With(vars{
		"servers": 4, "spread": "zones", "load_balancer": nil, "public_addresses": false, "ip_forwarding": true,
		"image": "ubuntu-24.04", "deletion_protection": true,
	})
	unit := harness.Module(t, nil, "compute", "gcp", private)
	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"google_compute_instance": 4}, plan.Counts())
	for address, zone := range map[string]string{"0": "europe-west3-a", "1": "europe-west3-b", "2": "europe-west3-c", "3": "europe-west3-a"} {
		assert.Equal(t, zone, plan.Values(t, "google_compute_instance.this["+address+"]")["zone"])
	}
	one := plan.Values(t, "google_compute_instance.this[0]")
	assert.Equal(t, true, one["can_ip_forward"])
	assert.Equal(t, true, one["deletion_protection"])
	assert.Empty(t, gcpBlock(t, one, "network_interface")["access_config"])
	assert.Equal(t, "IPV4_ONLY", gcpBlock(t, one, "network_interface")["stack_type"])
	assert.NotContains(t, one["metadata"], "startup-script", "Canonical's image has cloud-init")
	outputs := unit.Apply(t)
	assert.Empty(t, outputs.Texts("public_ipv4"))
	assert.Empty(t, outputs.Texts("public_ipv6"))
	unit.Set(t, private.With(vars{"deletion_protection": false}))
	unit.Apply(t)
	unit.Destroy(t)

	unit.Set(t, private.With(vars{
		"servers": 9, "spread": "hosts", "size": "n2-standard-2", "deletion_protection": false,
		"image": "projects/demo/global/images/own",
	}))
	plan = unit.Plan(t)
	assert.Equal(t, map[string]int{"google_compute_instance": 9, "google_compute_resource_policy": 2}, plan.Counts())
	ninth := plan.Values(t, "google_compute_instance.this[8]")
	assert.Equal(t, "n2-standard-2", ninth["machine_type"])
	assert.Empty(t, ninth["shielded_instance_config"])
	assert.Equal(t, "admin:"+publicKey, ninth["metadata"].(map[string]any)["ssh-keys"])
	assert.EqualValues(t, 8, gcpBlock(t, plan.Values(t, "google_compute_resource_policy.placement[1]"), "group_placement_policy")["availability_domain_count"])
}
