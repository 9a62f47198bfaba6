package terratest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

func init() {
	tests("consul", map[string]test{"services": servicesConsul})
	tests("garage", map[string]test{"services": servicesGarage})
	tests("ldap", map[string]test{"services": servicesLDAP})
	tests("nomad", map[string]test{"services": servicesNomad})
}

// decoded is an attribute that holds JSON.
func decoded(t *testing.T, text any) map[string]any {
	t.Helper()
	object := map[string]any{}
	require.NoError(t, json.Unmarshal([]byte(text.(string)), &object))
	return object
}

func servicesConsul(t *testing.T) harness.Outputs {
	rule := func(resource, access string, more vars) vars {
		return vars{"resource": resource, "access": access}.With(more)
	}
	only := func(one vars) vars { return vars{"policies": vars{"web": vars{"rules": list(one)}}} }
	unit := harness.Module(t, nil, "services", "consul", regionless("mesh").With(vars{
		"policies": vars{"web": vars{"datacenters": list("dc1"), "rules": list(
			rule("service", "write", vars{"name": "web", "intentions": "read"}), rule("node", "read", vars{"prefix": ""}),
			rule("key", "list", vars{"prefix": "demo/test/mesh/"}), rule("operator", "read", nil),
		)}},
		"roles":      vars{"web": vars{"policies": list("web"), "services": list("web"), "nodes": vars{"web-1": "dc1"}}},
		"intentions": vars{"api": vars{"*": "deny", "web": "allow", "admin": "allow"}, "*": vars{"*": "deny", "probe": "allow"}},
		"keys":       vars{"web/workers": "4", "web/mode": "fast"},
	}))
	refusesAll(t, unit, []refusal{
		{"become host names", vars{"context": vars{"product": "Demo", "environment": "test", "unit": "x", "labels": vars{}}}},
		{"Policies have names", vars{"policies": vars{"web": vars{"rules": list()}}}},
		{"A rule's resource has either a name or a prefix", only(rule("service", "read", nil))},
		{"A rule's resource has either a name or a prefix", only(rule("service", "read", vars{"name": "web", "prefix": ""}))},
		{"A rule's resource has either a name or a prefix", only(rule("operator", "read", vars{"name": "web"}))},
		{"A rule's resource has either a name or a prefix", only(rule("everything", "read", vars{"prefix": ""}))},
		{"A rule's access is read, write or deny", only(rule("service", "list", vars{"prefix": ""}))},
		{"A rule's access is read, write or deny", only(rule("key", "list", vars{"name": "web"}))},
		{"Only a rule of services has intentions", only(rule("node", "read", vars{"prefix": "", "intentions": "read"}))},
		{"A rule's name or prefix has letters", only(rule("service", "read", vars{"name": `web" {}`}))},
		{"Roles have names", vars{"roles": vars{"web": vars{}}}},
		{"A role's policies are of this unit", vars{"roles": vars{"web": vars{"policies": list("other")}}}},
		{"Services, nodes and datacenters of a role", vars{"roles": vars{"web": vars{"services": list("Web")}}}},
		{"An intention is of services by name or of *", vars{"intentions": vars{"api": vars{"web*": "allow"}}}},
		{"An intention's action is allow or deny", vars{"intentions": vars{"api": vars{"web": "maybe"}}}},
		{"A key is a relative path", vars{"keys": vars{"/web": "4"}}},
		{"A value in the key-value store", vars{"keys": vars{"web": strings.Repeat("x", 524289)}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"consul_acl_policy": 1, "consul_acl_role": 1, "consul_config_entry": 2, "consul_key_prefix": 1}, plan.Counts())
	policy := plan.Values(t, `consul_acl_policy.this["web"]`)
	assert.Equal(t, []any{"demo-test-mesh-web", "demo-test-mesh web", list("dc1")}, pick(policy, "name", "description", "datacenters"))
	assert.Equal(t, `service "web" {
  policy = "write"
  intentions = "read"
}
node_prefix "" {
  policy = "read"
}
key_prefix "demo/test/mesh/" {
  policy = "list"
}
operator = "read"
`, policy["rules"])
	source := func(name, action string, precedence float64) any {
		return map[string]any{"Name": name, "Action": action, "Precedence": precedence, "Type": "consul"}
	}
	api := plan.Values(t, `consul_config_entry.intentions["api"]`)
	assert.Equal(t, []any{"service-intentions", "api"}, pick(api, "kind", "name"))
	assert.Equal(t, list(source("admin", "allow", 9), source("web", "allow", 9), source("*", "deny", 8)), decoded(t, api["config_json"])["Sources"])
	others := plan.Values(t, `consul_config_entry.intentions["*"]`)
	assert.Equal(t, list(source("probe", "allow", 6), source("*", "deny", 5)), decoded(t, others["config_json"])["Sources"])
	keys := plan.Values(t, "consul_key_prefix.this[0]")
	assert.Equal(t, []any{"demo/test/mesh/", map[string]any{"web/workers": "4", "web/mode": "fast"}}, pick(keys, "path_prefix", "subkeys"))

	outputs := unit.Apply(t)
	assert.NotEmpty(t, outputs["policy_ids"].Value.(map[string]any)["web"])
	assert.Equal(t, map[string]any{"web": "demo-test-mesh-web"}, outputs["role_names"].Value)
	assert.Equal(t, "demo/test/mesh/", outputs["key_prefix"].Value)
	role := unit.Plan(t).Values(t, `consul_acl_role.this["web"]`)
	assert.Equal(t, list(outputs["policy_ids"].Value.(map[string]any)["web"]), role["policies"])
	assert.Equal(t, list(map[string]any{"node_name": "web-1", "datacenter": "dc1"}), role["node_identities"])
	unit.Destroy(t)

	unit.Set(t, regionless("empty"))
	assert.Empty(t, unit.Plan(t).Counts())
	assert.Equal(t, typeNames(outputs.Types()), typeNames(unit.Apply(t).Types()))
	return outputs
}

func servicesNomad(t *testing.T) harness.Outputs {
	specification := "variable \"namespace\" {}\nvariable \"image\" {}\njob \"web\" {\n  namespace = var.namespace\n}\n"
	job := vars{"specification": specification, "variables": vars{"image": "web:1"}, "namespace": "apps"}
	policy := func(one vars) vars { return vars{"policies": vars{"deploy": one}} }
	unit := harness.Module(t, nil, "services", "nomad", regionless("jobs").With(vars{
		"namespaces": vars{"apps": vars{}, "builds": vars{"description": "Builds", "disabled_drivers": list()}},
		"policies": vars{"deploy": vars{
			"namespaces": vars{"apps": vars{"policy": "write", "capabilities": list("alloc-exec")}, "default": vars{"policy": "read"}},
			"node":       "read", "plugin": "list",
		}},
		"roles":     vars{"deploy": list("deploy")},
		"jobs":      vars{"web": job},
		"scheduler": vars{"algorithm": "spread", "preemption": list("system", "service")},
	}))
	refusesAll(t, unit, []refusal{
		{"become host names", vars{"context": vars{"product": "Demo", "environment": "test", "unit": "x", "labels": vars{}}}},
		{"default is there already", vars{"namespaces": vars{"apps": vars{}, "default": vars{}}}},
		{"A task driver is named", vars{"namespaces": vars{"apps": vars{"disabled_drivers": list("Raw exec")}}}},
		{"and allow something", policy(vars{})},
		{"A policy's namespaces are of this unit", policy(vars{"namespaces": vars{"other": vars{"policy": "read"}}})},
		{"In a namespace, a policy is read", policy(vars{"namespaces": vars{"apps": vars{"policy": "all"}}})},
		{"In a namespace, a policy is read", policy(vars{"namespaces": vars{"apps": vars{}}})},
		{"Access to agent, node and operator", policy(vars{"node": "list"})},
		{"Access to agent, node and operator", policy(vars{"plugin": "write"})},
		{"Roles have names", vars{"roles": vars{"deploy": list("other")}}},
		{"A job's specification is the text", vars{"jobs": vars{"web": vars{"specification": "web.nomad.hcl"}}}},
		{"A job's namespace is of this unit", vars{"jobs": vars{"web": job.With(vars{"namespace": "other"})}}},
		{"A job's namespace is of this unit", vars{"jobs": vars{"web": vars{"specification": "job \"web\" {\n}\n", "namespace": "apps"}}}},
		{"A job's variables are those", vars{"jobs": vars{"web": job.With(vars{"variables": vars{"tag": "1"}})}}},
		{"The scheduler's algorithm is", vars{"scheduler": vars{"algorithm": "random"}}},
		{"Jobs that may preempt", vars{"scheduler": vars{"preemption": list("all")}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"nomad_namespace": 2, "nomad_acl_policy": 1, "nomad_acl_role": 1, "nomad_job": 1, "nomad_scheduler_config": 1,
	}, plan.Counts())
	apps := plan.Values(t, `nomad_namespace.this["apps"]`)
	assert.Equal(t, []any{"demo-test-jobs-apps", "demo-test-jobs apps"}, pick(apps, "name", "description"))
	assert.EqualValues(t, labels("jobs"), apps["meta"])
	assert.Equal(t, list("raw_exec"), apps["capabilities"].([]any)[0].(map[string]any)["disabled_task_drivers"])
	assert.Empty(t, plan.Values(t, `nomad_namespace.this["builds"]`)["capabilities"])
	assert.Equal(t, `namespace "demo-test-jobs-apps" {
  policy = "write"
  capabilities = ["alloc-exec"]
}
namespace "default" {
  policy = "read"
}
node {
  policy = "read"
}
plugin {
  policy = "list"
}
`, plan.Values(t, `nomad_acl_policy.this["deploy"]`)["rules_hcl"])
	assert.Equal(t, list(map[string]any{"name": "demo-test-jobs-deploy"}), plan.Values(t, `nomad_acl_role.this["deploy"]`)["policy"])
	web := plan.Values(t, `nomad_job.this["web"]`)
	assert.Equal(t, []any{specification, false, true}, pick(web, "jobspec", "detach", "purge_on_destroy"))
	hcl2 := web["hcl2"].([]any)[0]
	assert.Equal(t, []any{false, map[string]any{"image": "web:1", "namespace": "demo-test-jobs-apps"}}, pick(hcl2, "allow_fs", "vars"))
	scheduler := plan.Values(t, "nomad_scheduler_config.this[0]")
	assert.Equal(t, []any{"spread", false}, pick(scheduler, "scheduler_algorithm", "memory_oversubscription_enabled"))
	assert.Equal(t, []any{false, true, false, true}, pick(scheduler["preemption_config"],
		"batch_scheduler_enabled", "service_scheduler_enabled", "sysbatch_scheduler_enabled", "system_scheduler_enabled"))

	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"apps": "demo-test-jobs-apps", "builds": "demo-test-jobs-builds"}, outputs["namespace_names"].Value)
	assert.Equal(t, map[string]any{"deploy": "demo-test-jobs-deploy"}, outputs["policy_names"].Value)
	assert.Equal(t, map[string]any{"deploy": "demo-test-jobs-deploy"}, outputs["role_names"].Value)
	assert.NotEmpty(t, outputs["job_ids"].Value.(map[string]any)["web"])
	unit.Destroy(t)

	unit.Set(t, regionless("empty"))
	assert.Empty(t, unit.Plan(t).Counts(), "the scheduler is left alone")
	assert.Equal(t, typeNames(outputs.Types()), typeNames(unit.Apply(t).Types()))
	return outputs
}

func servicesLDAP(t *testing.T) harness.Outputs {
	group := vars{"description": "May read", "members": list("vault", "uid=jane,ou=people,dc=example,dc=com")}
	variables := regionless("directory").With(vars{
		"base_dn":  "dc=example,dc=com",
		"accounts": vars{"vault": vars{"description": "Vault asks here who logs in"}},
		"groups":   vars{"readers": group},
	})
	unit := harness.Module(t, nil, "services", "ldap", variables)
	refusesAll(t, unit, []refusal{
		{"become host names", vars{"context": vars{"product": "Demo", "environment": "test", "unit": "x", "labels": vars{}}}},
		{"A base DN is made of", vars{"base_dn": "example.com"}},
		{"Organizational units have names", vars{"organizational_units": vars{"groups": "G", "services": "S", "a,b": "x"}}},
		{"Service accounts have names", vars{"accounts": vars{"vault": vars{"description": " "}}}},
		{"A service account is in an organizational unit", vars{"accounts": vars{"vault": vars{"description": "x", "unit": "other"}}}},
		{"Groups have names", vars{"groups": vars{"Readers": group}}},
		{"A group is in an organizational unit", vars{"groups": vars{"readers": group.With(vars{"unit": "other"})}}},
		{"A group has at least one member", vars{"groups": vars{"readers": group.With(vars{"members": list()})}}},
		{"A group has at least one member", vars{"groups": vars{"readers": group.With(vars{"members": list("jane")})}}},
		{"A group has at least one member", vars{"groups": vars{"readers": group.With(vars{"members": list("vault", "vault")})}}},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"ldap_entry": 5, "terraform_data": 1}, plan.Counts())
	account := plan.Values(t, `ldap_entry.accounts["vault"]`)
	assert.Equal(t, "uid=vault,ou=services,dc=example,dc=com", account["dn"])
	assert.Equal(t, list("userPassword"), account["ignore_attributes"])
	assert.Equal(t, map[string]any{
		"objectClass": list("inetOrgPerson"), "cn": list("vault"), "sn": list("vault"), "description": list("Vault asks here who logs in"),
	}, decoded(t, account["data_json"]), "no password, and no uid: it is in the DN")
	assert.Equal(t, map[string]any{
		"objectClass": list("groupOfNames"), "description": list("May read"),
		"member": list("uid=jane,ou=people,dc=example,dc=com", "uid=vault,ou=services,dc=example,dc=com"),
	}, decoded(t, plan.Values(t, `ldap_entry.groups["readers"]`)["data_json"]))
	people := plan.Values(t, `ldap_entry.units["people"]`)
	assert.Equal(t, "ou=people,dc=example,dc=com", people["dn"])
	assert.Equal(t, map[string]any{"objectClass": list("organizationalUnit"), "description": list("People")}, decoded(t, people["data_json"]))

	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"vault": "uid=vault,ou=services,dc=example,dc=com"}, outputs["account_dns"].Value)
	assert.Equal(t, map[string]any{"readers": "cn=readers,ou=groups,dc=example,dc=com"}, outputs["group_dns"].Value)
	assert.Len(t, outputs["organizational_unit_dns"].Value, 3)
	isProtected(t, unit, variables, "The directory is protected")
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))

	unit.Set(t, regionless("empty").With(vars{"base_dn": "o=example", "organizational_units": vars{}}))
	assert.Equal(t, typeNames(outputs.Types()), typeNames(unit.Apply(t).Types()))
	unit.Destroy(t)
	return outputs
}

func servicesGarage(t *testing.T) harness.Outputs {
	const reader, writer, owner = "GK0123456789abcdef01234567", "GK123456789abcdef012345678", "GK23456789abcdef0123456789"
	access := func(id, one string) vars { return vars{"buckets": vars{"logs": vars{"access": vars{id: one}}}} }
	variables := regionless("store").With(vars{"buckets": vars{
		"logs": vars{"max_bytes": 1 << 30, "max_objects": 1000, "access": vars{reader: "read", writer: "write", owner: "owner"}},
		"site": vars{"website": true, "access": vars{writer: "read_write"}},
	}})
	unit := harness.Module(t, nil, "services", "garage", variables)
	refusesAll(t, unit, []refusal{
		{"become host names", vars{"context": vars{"product": "Demo", "environment": "test", "unit": "x", "labels": vars{}}}},
		{"There is at least one bucket", vars{"buckets": vars{}}},
		{"There is at least one bucket", vars{"buckets": vars{"Logs": vars{}}}},
		{"A bucket's whole name", vars{"buckets": vars{strings.Repeat("x", 48): vars{}}}},
		{"The most bytes and objects of a bucket", vars{"buckets": vars{"logs": vars{"max_bytes": 0}}}},
		{"An access key's id is GK and 24", access("AKIA0123", "read")},
		{"Access to a bucket is", access(reader, "all")},
	})

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{"garage_bucket": 2, "garage_bucket_permission": 4, "terraform_data": 1}, plan.Counts())
	bucket := []string{"global_alias", "max_size", "max_objects", "website_enabled", "website_index_document", "website_error_document"}
	assert.Equal(t, []any{"demo-test-store-logs", 1073741824.0, 1000.0, false, nil, nil}, pick(plan.Values(t, `garage_bucket.this["logs"]`), bucket...))
	assert.Equal(t, []any{"demo-test-store-site", nil, nil, true, "index.html", "error.html"}, pick(plan.Values(t, `garage_bucket.this["site"]`), bucket...))
	for key, expected := range map[string][]any{
		"logs " + reader: {reader, true, false, false},
		"logs " + writer: {writer, false, true, false},
		"logs " + owner:  {owner, true, true, true},
		"site " + writer: {writer, true, true, false},
	} {
		assert.Equal(t, expected, pick(plan.Values(t, `garage_bucket_permission.this["`+key+`"]`), "access_key_id", "read", "write", "owner"), key)
	}

	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"logs": "demo-test-store-logs", "site": "demo-test-store-site"}, outputs["bucket_names"].Value)
	assert.NotEmpty(t, outputs["bucket_ids"].Value.(map[string]any)["logs"])
	isProtected(t, unit, variables, "The buckets are protected")
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	return outputs
}
