package terratest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

const (
	postgresURL  = "postgresql://{{username}}:{{password}}@db.internal.example.com:5432/orders?sslmode=verify-full"
	mysqlURL     = "{{username}}:{{password}}@tcp(db.internal.example.com:3306)/stock?tls=true"
	createReader = `CREATE ROLE "{{name}}" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE reader`
)

func refusesBadDatabases(t *testing.T, unit *harness.Unit) {
	t.Helper()
	orders := vaultVariables()["databases"].(vars)["orders"].(vars)
	reader := vaultVariables()["database_roles"].(vars)["orders-reader"].(vars)
	database := func(changes vars) vars {
		return vars{"databases": vars{"orders": orders.With(changes)}}
	}
	mysql := func(url string) vars {
		return vars{"databases": vars{
			"orders": orders, "stock": vars{"engine": "db", "plugin": "mysql", "username": "vault", "url": url},
		}}
	}
	role := func(changes vars) vars {
		return vars{"database_roles": vars{"orders-reader": reader.With(changes)}}
	}
	refusesAll(t, unit, []refusal{
		{"Databases have names", vars{"databases": vars{"Orders": orders}}},
		{"A database is in a database engine of this unit", database(vars{"engine": "app"})},
		{"A database's plugin is postgresql or mysql", database(vars{"plugin": "mongodb"})},
		{"The URL of a postgresql database is", database(vars{"url": "postgresql://{{username}}:{{password}}@db.example.com/orders"})},
		{"The URL of a postgresql database is", database(vars{"url": "postgresql://{{username}}:{{password}}@db.example.com/orders?sslmode=require"})},
		{"The URL of a postgresql database is", database(vars{"url": "postgresql://vault:secret@db.example.com/orders?sslmode=verify-full"})},
		{"The URL of a mysql database is", mysql("{{username}}:{{password}}@tcp(db.example.com:3306)/")},
		{"The URL of a mysql database is", mysql("vault:secret@tcp(db.example.com:3306)/?tls=true")},
		{"Vault's user of a database has a name", database(vars{"username": " "})},
		{"a whole number from 1 as password_version", database(vars{"password_version": 0})},
		{"certificates are in PEM", database(vars{"authority_certificate": "/etc/ssl/ca.pem"})},
		{"Database roles have names", vars{"database_roles": vars{"Orders": reader}}},
		{"A database role is of a database of this unit", role(vars{"database": "other"})},
		{"A database role's creation_statements have {{name}} and {{password}}", role(vars{"creation_statements": list("CREATE ROLE reader")})},
		{"A user of a database lasts a whole number of minutes", role(vars{"minutes": 2000})},
		{"these no longer than max_lease_seconds of its engine", role(vars{"max_minutes": 46081})},
	})

	unit.Secret("database_passwords", `{"orders": ""}`)
	unit.Refuses(t, vars{}, "Each database has a password: TF_VAR_database_passwords in the environment")
	unit.Secret("database_passwords", databasePasswords)
}

// isConnected: what Vault is told of the databases, as planned.
func isConnected(t *testing.T, plan *harness.Plan) {
	t.Helper()
	orders := plan.Values(t, `vault_database_secret_backend_connection.this["orders"]`)
	assert.Equal(t, []any{"demo/test/secrets/db", list("orders-reader", "orders-writer"), true, list()},
		pick(orders, "backend", "allowed_roles", "verify_connection", "mysql"))
	assert.Equal(t, []any{postgresURL, "vault", nil, nil, 1.0, "scram-sha-256", "-----BEGIN CERTIFICATE-----"},
		pick(orders["postgresql"].([]any)[0], "connection_url", "username", "password", "password_wo", "password_wo_version", "password_authentication", "tls_ca"))
	stock := plan.Values(t, `vault_database_secret_backend_connection.this["stock"]`)
	assert.Equal(t, []any{list(), false, list()}, pick(stock, "allowed_roles", "verify_connection", "postgresql"))
	assert.Equal(t, []any{mysqlURL, "vault", nil, nil, 2.0, nil},
		pick(stock["mysql"].([]any)[0], "connection_url", "username", "password", "password_wo", "password_wo_version", "tls_ca"))

	reader := plan.Values(t, `vault_database_secret_backend_role.this["orders-reader"]`)
	assert.Equal(t, []any{"orders", list(createReader), nil, 600.0, 86400.0},
		pick(reader, "db_name", "creation_statements", "revocation_statements", "default_ttl", "max_ttl"))
	writer := plan.Values(t, `vault_database_secret_backend_role.this["orders-writer"]`)
	assert.Equal(t, []any{list(`DROP ROLE "{{name}}"`), 3600.0}, pick(writer, "revocation_statements", "default_ttl"))
}

// keepsPasswords: a plan that was written is applied with the passwords given again, and no file has any of them.
func keepsPasswords(t *testing.T, unit *harness.Unit) {
	t.Helper()
	planned := *unit.Options
	planned.PlanFilePath = filepath.Join(unit.TerraformDir, "tfplan")
	terraform.Plan(t, &planned)
	_, err := terraform.ApplyE(t, &planned)
	require.NoError(t, err)
	assert.Equal(t, map[string][]string{
		"demo/test/secrets/db/config/orders": {"postgresql.password_wo"}, "demo/test/secrets/db/config/stock": {"mysql.password_wo"},
	}, unit.Written(t, "vault_database_secret_backend_connection"))
	shown := terraform.RunTerraformCommandAndGetStdout(t, &planned, "show", "-json", planned.PlanFilePath)
	assert.NotContains(t, shown, "canary-")
	require.NoError(t, filepath.WalkDir(unit.TerraformDir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		assert.NotContains(t, string(text), "canary-", "a password is in %s", path)
		return err
	}))
}
