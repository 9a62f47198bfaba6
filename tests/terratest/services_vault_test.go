package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

func init() {
	tests("vault", map[string]test{"services": servicesVault})
}

// databasePasswords are of one database more than the unit has: several units may be given the same.
const databasePasswords = `{"orders": "canary-$${1}", "stock": "canary-2", "of-another-unit": "x"}`

func vaultVariables() vars {
	rule := func(engine, path, access string) vars { return vars{"engine": engine, "path": path, "access": access} }
	return regionless("secrets").With(vars{
		"audit": vars{"file": "/var/log/vault/audit.log"},
		"engines": vars{
			"app": vars{"type": "kv", "description": "What the application needs"}, "seal": vars{"type": "transit"},
			"ca": vars{"type": "pki", "max_lease_seconds": 315360000}, "db": vars{"type": "database"},
		},
		"keys":              vars{"unseal": vars{"engine": "seal"}, "state": vars{"engine": "seal", "rotate_days": 30}},
		"authorities":       vars{"ca": vars{"common_name": "Demo CA"}},
		"certificate_roles": vars{"internal": vars{"engine": "ca", "domains": list("internal.example.com"), "hours": 24, "client": true}},
		"databases": vars{
			"orders": vars{"engine": "db", "plugin": "postgresql", "username": "vault", "url": postgresURL, "authority_certificate": "-----BEGIN CERTIFICATE-----"},
			"stock":  vars{"engine": "db", "plugin": "mysql", "username": "vault", "url": mysqlURL, "password_version": 2, "verify": false},
		},
		"database_roles": vars{
			"orders-reader": vars{"database": "orders", "creation_statements": list(createReader), "minutes": 10},
			"orders-writer": vars{"database": "orders", "creation_statements": list(createReader), "revocation_statements": list(`DROP ROLE "{{name}}"`)},
		},
		"policies": vars{
			"reader": vars{"rules": list(rule("app", "web/*", "read"))},
			"writer": vars{
				"rules": list(rule("app", "web/*", "read"), rule("app", "web/*", "write"), rule("seal", "state", "use"), rule("ca", "internal", "issue"),
					rule("db", "orders-reader", "read")),
				"system": vars{"sys/metrics": list("read")},
			},
		},
		"approles": vars{"web": vars{"policies": list("reader"), "cidrs": list("10.0.0.0/16")}},
		"issuers":  vars{"github": "https://token.actions.githubusercontent.com", "gitlab": "https://gitlab.example.com"},
		"pipelines": vars{
			"deploy": vars{
				"issuer": "github", "audiences": list("https://vault.example.com"), "policies": list("writer"),
				"claims": vars{"repository": list("example/app", "example/infrastructure"), "ref": list("refs/heads/main")},
			},
			"review": vars{
				"issuer": "gitlab", "audiences": list("https://vault.example.com"), "policies": list("reader"), "user_claim": "project_path",
				"claims": vars{"project_path": list("example/*")},
			},
			"release": vars{
				"issuer": "github", "audiences": list("https://vault.example.com"), "policies": list("reader"),
				"claims": vars{"sub": list("repo:example/*:environment:production", "repository_owner_id:1:environment:production"), "repository": list("exam*")},
			},
		},
	})
}

func refusesBadVaults(t *testing.T, unit *harness.Unit) {
	t.Helper()
	pipeline := vaultVariables()["pipelines"].(vars)["deploy"].(vars)
	role := vars{"policies": list("reader")}
	policy := func(engine, path, access string) vars {
		return vars{"policies": vars{
			"reader": vars{"rules": list(vars{"engine": engine, "path": path, "access": access})},
			"writer": vars{"system": vars{"sys/metrics": list("read")}},
		}}
	}
	system := func(path, capability string) vars {
		return vars{"policies": vars{"reader": vars{"system": vars{path: list(capability)}}, "writer": vars{"system": vars{path: list(capability)}}}}
	}
	// Others can have names that begin alike, and every subject of GitHub's begins with repo:.
	for claim, values := range map[string][]any{
		"sub": list("repo:*"), "repository": list("example/app", "exam*"), "repository_id": list("1*"), "repository_owner": list("a*"),
		"repository_owner_id": list("1*"), "project_id": list("1*"), "project_path": list("exam*"), "namespace_id": list("1*"),
		"namespace_path": list("exam*"), "ref": list("refs/heads/main"),
	} {
		unit.Refuses(t, vars{"pipelines": vars{"deploy": pipeline.With(vars{"claims": vars{claim: values}})}}, "A pipeline's claims say whose it is")
	}
	for _, subject := range []string{"repo:exam*", "project_path:*", "repository_owner:exam*", "repository_owner_id:1*", "environment:production"} {
		unit.Refuses(t, vars{"pipelines": vars{"deploy": pipeline.With(vars{"claims": vars{"sub": list(subject)}})}}, "A pipeline's claims say whose it is")
	}
	refusesAll(t, unit, []refusal{
		{"become host names", vars{"context": vars{"product": "Demo", "environment": "test", "unit": "x", "labels": vars{}}}},
		{"A secrets engine's type is kv, transit, pki or database", vars{"engines": vars{"app": vars{"type": "ssh"}}}},
		{"A longest lease is a whole number of seconds", vars{"engines": vars{"app": vars{"type": "kv", "max_lease_seconds": 0.5}}}},
		{"Secrets engines have names", vars{"engines": vars{"app/web": vars{"type": "kv"}}}},
		{"A key is in a transit engine of this unit", vars{"keys": vars{"state": vars{"engine": "app"}}}},
		{"A key's type is one of Vault's", vars{"keys": vars{"state": vars{"engine": "seal", "type": "des"}}}},
		{"A key is rotated after a whole number of days", vars{"keys": vars{"state": vars{"engine": "seal", "rotate_days": -1}}}},
		{"A certificate authority is in a pki engine", vars{"authorities": vars{"app": vars{"common_name": "Demo"}}}},
		{"engine ca needs a max_lease_seconds of at least 864000000", vars{"authorities": vars{"ca": vars{"common_name": "Demo", "days": 10000}}}},
		{"A certificate role is of an engine with a certificate authority", vars{"authorities": vars{}}},
		{"A certificate role has at least one domain", vars{"certificate_roles": vars{"internal": vars{"engine": "ca", "domains": list("*")}}}},
		{"A certificate is one of servers, clients or both", vars{"certificate_roles": vars{"internal": vars{"engine": "ca", "domains": list("a.example"), "server": false}}}},
		{"A rule is of an engine of this unit", policy("other", "web/*", "read")},
		{"A rule is of an engine of this unit", policy("app", "web/*", "use")},
		{"A rule's path is relative", policy("app", "*/web", "read")},
		{"A rule's path is relative", policy("app", `web" {}`, "read")},
		{"A rule's path is relative", policy("seal", "other", "use")},
		{"A rule's path is relative", policy("ca", "other", "issue")},
		{"A rule's path is relative", policy("db", "other", "read")},
		{"A rule is of an engine of this unit", policy("db", "orders-reader", "write")},
		{"Paths of Vault's own begin with sys/", system("secret/data/app", "read")},
		{"Paths of Vault's own begin with sys/", system("sys/*", "read")},
		{"Paths of Vault's own begin with sys/", system("sys/metrics", "everything")},
		{"An AppRole has at least one policy", vars{"approles": vars{"web": vars{"policies": list("root")}}}},
		{"An AppRole's addresses are ranges", vars{"approles": vars{"web": role.With(vars{"cidrs": list("10.0.0.1/33")})}}},
		{"a token at most token_max_minutes", vars{"approles": vars{"web": role.With(vars{"token_minutes": 2000})}}},
		{"Unit secrets: an AppRole and a pipeline have the same name", vars{"approles": vars{"deploy": role}}},
		{"An issuer is an https URL", vars{"issuers": vars{"github": "http://token.example.com", "gitlab": "https://gitlab.com"}}},
		{"approle is the name of another way to log in", vars{"issuers": vars{"approle": "https://a.example"}, "pipelines": vars{}}},
		{"A pipeline has an issuer of this unit", vars{"pipelines": vars{"deploy": pipeline.With(vars{"audiences": list()})}}},
		{"A claim has at least one value", vars{"pipelines": vars{"deploy": pipeline.With(vars{"claims": vars{"repository": list("*")}})}}},
		{"A claim has at least one value", vars{"pipelines": vars{"deploy": pipeline.With(vars{"claims": vars{"repository": list("a/b,c/d")}})}}},
		{"A pipeline has at least one policy", vars{"pipelines": vars{"deploy": pipeline.With(vars{"policies": list("other")})}}},
		{"A pipeline's token lasts", vars{"pipelines": vars{"deploy": pipeline.With(vars{"token_minutes": 0})}}},
		{"An audit log has a name", vars{"audit": vars{"file": "audit.log"}}},
	})
}

func servicesVault(t *testing.T) harness.Outputs {
	variables := vaultVariables()
	unit := harness.Module(t, nil, "services", "vault", variables)
	unit.Secret("database_passwords", databasePasswords)
	refusesBadVaults(t, unit)
	refusesBadDatabases(t, unit)

	plan := unit.Plan(t)
	assert.Equal(t, map[string]int{
		"vault_audit": 1, "vault_mount": 4, "vault_transit_secret_backend_key": 2, "vault_policy": 2,
		"vault_pki_secret_backend_root_cert": 1, "vault_pki_secret_backend_role": 1, "vault_auth_backend": 1,
		"vault_approle_auth_backend_role": 1, "vault_jwt_auth_backend": 2, "vault_jwt_auth_backend_role": 3, "terraform_data": 1,
		"vault_database_secret_backend_connection": 2, "vault_database_secret_backend_role": 2,
	}, plan.Counts())
	audit := plan.Values(t, `vault_audit.this["file"]`)
	assert.Equal(t, []any{"file", "demo-test-secrets-file", map[string]any{"file_path": "/var/log/vault/audit.log"}}, pick(audit, "type", "path", "options"))
	app := plan.Values(t, `vault_mount.this["app"]`)
	assert.Equal(t, []any{"demo/test/secrets/app", "kv", "What the application needs", map[string]any{"version": "2"}},
		pick(app, "path", "type", "description", "options"))
	assert.Equal(t, "demo-test-secrets seal", plan.Values(t, `vault_mount.this["seal"]`)["description"])
	key := plan.Values(t, `vault_transit_secret_backend_key.this["state"]`)
	assert.Equal(t, []any{"demo/test/secrets/seal", "aes256-gcm96", 2592000.0, true}, pick(key, "backend", "type", "auto_rotate_period", "deletion_allowed"))
	for _, export := range []string{"exportable", "allow_plaintext_backup"} {
		assert.NotEqual(t, true, key[export], "the key stays in Vault: %s", export)
	}
	authority := plan.Values(t, `vault_pki_secret_backend_root_cert.this["ca"]`)
	assert.Equal(t, []any{"internal", "Demo CA", "87600h"}, pick(authority, "type", "common_name", "ttl"))
	issuing := plan.Values(t, `vault_pki_secret_backend_role.this["internal"]`)
	assert.Equal(t, []any{list("internal.example.com"), true, false, false, false, "86400", true, true, nil},
		pick(issuing, "allowed_domains", "allow_subdomains", "allow_bare_domains", "allow_localhost", "allow_ip_sans", "max_ttl",
			"server_flag", "client_flag", "allow_any_name"))

	assert.Equal(t, `path "demo/test/secrets/app/data/web/*" {
  capabilities = ["read"]
}

path "demo/test/secrets/app/metadata/web/*" {
  capabilities = ["list","read"]
}
`, plan.Values(t, `vault_policy.this["reader"]`)["policy"])
	writer := plan.Values(t, `vault_policy.this["writer"]`)
	assert.Equal(t, "demo-test-secrets-writer", writer["name"])
	for path, capabilities := range map[string]string{
		"demo/test/secrets/app/data/web/*":         `["create","delete","patch","read","update"]`,
		"demo/test/secrets/app/undelete/web/*":     `["update"]`,
		"demo/test/secrets/seal/encrypt/state":     `["update"]`,
		"demo/test/secrets/seal/decrypt/state":     `["update"]`,
		"demo/test/secrets/ca/issue/internal":      `["update"]`,
		"demo/test/secrets/ca/sign/internal":       `["update"]`,
		"demo/test/secrets/db/creds/orders-reader": `["read"]`,
		"sys/metrics":                          `["read"]`,
		"demo/test/secrets/app/metadata/web/*": `["list","read"]`,
	} {
		assert.Contains(t, writer["policy"], "path \""+path+"\" {\n  capabilities = "+capabilities+"\n}\n")
	}
	assert.NotContains(t, writer["policy"], "destroy")

	assert.Equal(t, "approle", plan.Values(t, "vault_auth_backend.approle[0]")["type"])
	web := plan.Values(t, `vault_approle_auth_backend_role.this["web"]`)
	assert.Equal(t, []any{"demo/test/secrets/approle", list("demo-test-secrets-reader"), list("10.0.0.0/16"), list("10.0.0.0/16"), 3600.0, 86400.0, 86400.0, 1.0},
		pick(web, "backend", "token_policies", "token_bound_cidrs", "secret_id_bound_cidrs", "token_ttl", "token_max_ttl", "secret_id_ttl", "secret_id_num_uses"))
	github := plan.Values(t, `vault_jwt_auth_backend.this["github"]`)
	assert.Equal(t, []any{"https://token.actions.githubusercontent.com", "https://token.actions.githubusercontent.com", "demo/test/secrets/github"},
		pick(github, "oidc_discovery_url", "bound_issuer", "path"))
	deploy := plan.Values(t, `vault_jwt_auth_backend_role.this["deploy"]`)
	assert.Equal(t, []any{"jwt", "sub", "string", map[string]any{"repository": "example/app,example/infrastructure", "ref": "refs/heads/main"}, 900.0, 900.0},
		pick(deploy, "role_type", "user_claim", "bound_claims_type", "bound_claims", "token_ttl", "token_max_ttl"))
	assert.Equal(t, []any{list("https://vault.example.com"), list("demo-test-secrets-writer")}, pick(deploy, "bound_audiences", "token_policies"))
	assert.Equal(t, []any{"project_path", "glob"}, pick(plan.Values(t, `vault_jwt_auth_backend_role.this["review"]`), "user_claim", "bound_claims_type"))
	isConnected(t, plan)

	keepsPasswords(t, unit)
	outputs := unit.Apply(t)
	assert.Equal(t, map[string]any{"app": "demo/test/secrets/app", "ca": "demo/test/secrets/ca", "db": "demo/test/secrets/db", "seal": "demo/test/secrets/seal"}, outputs["engine_paths"].Value)
	assert.Equal(t, map[string]any{"unseal": "demo/test/secrets/seal/keys/unseal", "state": "demo/test/secrets/seal/keys/state"}, outputs["key_paths"].Value)
	assert.Equal(t, map[string]any{"reader": "demo-test-secrets-reader", "writer": "demo-test-secrets-writer"}, outputs["policy_names"].Value)
	assert.Equal(t, map[string]any{"internal": "demo/test/secrets/ca/issue/internal"}, outputs["certificate_paths"].Value)
	assert.Equal(t, map[string]any{
		"orders-reader": "demo/test/secrets/db/creds/orders-reader", "orders-writer": "demo/test/secrets/db/creds/orders-writer",
	}, outputs["database_paths"].Value)
	assert.Equal(t, map[string]any{
		"web": "auth/demo/test/secrets/approle/login", "deploy": "auth/demo/test/secrets/github/login", "review": "auth/demo/test/secrets/gitlab/login",
		"release": "auth/demo/test/secrets/github/login",
	}, outputs["login_paths"].Value)
	assert.NotEmpty(t, outputs["role_ids"].Value.(map[string]any)["web"])
	assert.NotEmpty(t, outputs["authority_certificates"].Value.(map[string]any)["ca"])

	isProtected(t, unit, variables, "The secrets are protected")
	unit.Set(t, variables.With(vars{"deletion_protection": true}))
	assert.Equal(t, false, unit.Plan(t).Values(t, `vault_transit_secret_backend_key.this["unseal"]`)["deletion_allowed"])
	unit.Set(t, variables)
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t))

	unit.Set(t, regionless("empty"))
	assert.Equal(t, typeNames(outputs.Types()), typeNames(unit.Apply(t).Types()))
	unit.Destroy(t)
	return outputs
}
