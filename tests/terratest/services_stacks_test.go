package terratest

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

var lockedProvider = regexp.MustCompile(`(?m)^provider "[^"]*/([^"/]+)" \{$`)

// service is a unit of a service's stack in an inventory whose cloud is Hetzner: it asks for its service's provider alone.
func service(t *testing.T, program string, keys vars) *harness.Unit {
	t.Helper()
	unit := harness.Render(t, nil, inventoryDefaults, vars{"own": keys.With(vars{"stack": program})}).Unit(t, "own")
	text, err := os.ReadFile(filepath.Join(unit.TerraformDir, ".terraform.lock.hcl"))
	require.NoError(t, err)
	locked := lockedProvider.FindAllStringSubmatch(string(text), -1)
	require.Len(t, locked, 1, "the providers of a unit of stack %s: %s", program, text)
	assert.Equal(t, program, locked[0][1])
	return unit
}

// leavesNothing destroys the unit, of which the doubles have kept something, and gives the outputs it had.
func leavesNothing(t *testing.T, unit *harness.Unit, outputs harness.Outputs) harness.Outputs {
	t.Helper()
	assert.NotEmpty(t, unit.Made(t))
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))
	return outputs
}

func vaultStack(t *testing.T) harness.Outputs {
	unit := service(t, "vault", vars{
		"engines":        vars{"app": vars{"type": "kv"}, "db": vars{"type": "database"}, "seal": vars{"type": "transit"}},
		"keys":           vars{"unseal": vars{"engine": "seal"}},
		"databases":      vars{"orders": vars{"engine": "db", "plugin": "postgresql", "username": "vault", "url": postgresURL}},
		"database_roles": vars{"reader": vars{"database": "orders", "creation_statements": list(createReader)}},
		"policies": vars{"web": vars{"rules": list(
			vars{"engine": "app", "path": "web/*", "access": "read"}, vars{"engine": "db", "path": "reader", "access": "read"},
		)}},
		"approles": vars{"web": vars{"policies": list("web")}},
	})
	unit.Refuses(t, vars{}, "Each database has a password")
	unit.Secret("database_passwords", `{"orders": "canary-1"}`)
	refusesAll(t, unit, []refusal{
		{"A secrets engine's type is", vars{"engines": vars{"app": vars{"type": "ssh"}}}},
		{"An AppRole has at least one policy", vars{"approles": vars{"web": vars{"policies": list("other")}}}},
	})
	protectsInProd(t, unit, "own", "module.vault.terraform_data.protection[0]")
	assert.Equal(t, map[string]int{
		"vault_mount": 3, "vault_transit_secret_backend_key": 1, "vault_database_secret_backend_connection": 1, "vault_database_secret_backend_role": 1,
		"vault_policy": 1, "vault_auth_backend": 1, "vault_approle_auth_backend_role": 1, "terraform_data": 1,
	}, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"reader": "demo/test/own/db/creds/reader"}, outputs["database_paths"].Value)
	assert.Equal(t, map[string]any{"web": "auth/demo/test/own/approle/login"}, outputs["login_paths"].Value)
	state, err := os.ReadFile(filepath.Join(unit.TerraformDir, "../../../state/test/own.tfstate"))
	require.NoError(t, err)
	assert.NotContains(t, string(state), "canary")
	return leavesNothing(t, unit, outputs)
}

func consulStack(t *testing.T) harness.Outputs {
	unit := service(t, "consul", vars{
		"policies":   vars{"web": vars{"rules": list(vars{"resource": "service", "name": "web", "access": "write"})}},
		"roles":      vars{"web": vars{"policies": list("web")}},
		"intentions": vars{"api": vars{"web": "allow", "*": "deny"}},
		"keys":       vars{"web/workers": "4"},
	})
	refusesAll(t, unit, []refusal{
		{"A role's policies are of this unit", vars{"roles": vars{"web": vars{"policies": list("other")}}}},
		{"A key is a relative path", vars{"keys": vars{"/web": "4"}}},
	})
	assert.Equal(t, map[string]int{"consul_acl_policy": 1, "consul_acl_role": 1, "consul_config_entry": 1, "consul_key_prefix": 1}, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"web": "demo-test-own-web"}, outputs["role_names"].Value)
	assert.Equal(t, "demo/test/own/", outputs["key_prefix"].Value)
	return leavesNothing(t, unit, outputs)
}

func nomadStack(t *testing.T) harness.Outputs {
	job := vars{"specification": "variable \"namespace\" {}\njob \"web\" {\n  namespace = var.namespace\n}\n", "namespace": "apps"}
	unit := service(t, "nomad", vars{
		"namespaces": vars{"apps": vars{}},
		"policies":   vars{"deploy": vars{"namespaces": vars{"apps": vars{"policy": "write"}}}},
		"roles":      vars{"deploy": list("deploy")},
		"jobs":       vars{"web": job},
		"scheduler":  vars{"algorithm": "spread"},
	})
	refusesAll(t, unit, []refusal{
		{"default is there already", vars{"namespaces": vars{"apps": vars{}, "default": vars{}}}},
		{"A job's namespace is of this unit", vars{"jobs": vars{"web": job.With(vars{"namespace": "other"})}}},
	})
	assert.Equal(t, map[string]int{
		"nomad_namespace": 1, "nomad_acl_policy": 1, "nomad_acl_role": 1, "nomad_job": 1, "nomad_scheduler_config": 1,
	}, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"apps": "demo-test-own-apps"}, outputs["namespace_names"].Value)
	assert.Contains(t, outputs["job_ids"].Value, "web")
	return leavesNothing(t, unit, outputs)
}

func garageStack(t *testing.T) harness.Outputs {
	unit := service(t, "garage", vars{"buckets": vars{"files": vars{"max_bytes": 1 << 30, "access": vars{"GK0123456789abcdef01234567": "read_write"}}}})
	refusesAll(t, unit, []refusal{
		{"There is at least one bucket", vars{"buckets": vars{}}},
		{"An access key's id is GK", vars{"buckets": vars{"files": vars{"access": vars{"secret": "read"}}}}},
	})
	protectsInProd(t, unit, "own", "module.garage.terraform_data.protection")
	assert.Equal(t, map[string]int{"garage_bucket": 1, "garage_bucket_permission": 1, "terraform_data": 1}, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"files": "demo-test-own-files"}, outputs["bucket_names"].Value)
	return leavesNothing(t, unit, outputs)
}

func ldapStack(t *testing.T) harness.Outputs {
	unit := service(t, "ldap", vars{
		"base_dn":  "dc=example,dc=com",
		"accounts": vars{"web": vars{"description": "Looks people up"}},
		"groups":   vars{"readers": vars{"description": "May read", "members": list("web")}},
	})
	refusesAll(t, unit, []refusal{
		{"A base DN is made of", vars{"base_dn": "example.com"}},
		{"A group has at least one member", vars{"groups": vars{"readers": vars{"description": "May read", "members": list()}}}},
	})
	protectsInProd(t, unit, "own", "module.ldap.terraform_data.protection")
	assert.Equal(t, map[string]int{"ldap_entry": 5, "terraform_data": 1}, unit.Plan(t).Counts())
	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"web": "uid=web,ou=services,dc=example,dc=com"}, outputs["account_dns"].Value)
	return leavesNothing(t, unit, outputs)
}
