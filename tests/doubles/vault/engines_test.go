package main

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/hashicorp/vault/api"
)

func TestKV1(t *testing.T) {
	c := client(t, started(t), "root")
	secret := read1(t, c, "secret/prod/shared")
	equal(t, "the secret", secret.Data["password"], any("canary-shared"))
	equal(t, "lease_duration", secret.LeaseDuration, 2764800)
	write1(t, c, "secret/prod/deep/one", map[string]any{"n": 1})
	equal(t, "a number", fmt.Sprint(read1(t, c, "secret/prod/deep/one").Data["n"]), "1")
	keys, err := c.Logical().List("secret/prod")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the keys", fmt.Sprint(keys.Data["keys"]), "[deep/ shared]")
	if _, err := c.Logical().Delete("secret/prod/shared"); err != nil {
		t.Fatal(err)
	}
	if secret, err := c.Logical().Read("secret/prod/shared"); secret != nil || err != nil {
		t.Errorf("still there: %v, %v", secret, err)
	}
	_, err = c.Logical().Write("secret/prod/empty", map[string]any{})
	refused(t, err, 400, "missing data fields")
}

// at reads one version; data is nil where there is only metadata.
func at(t *testing.T, c *api.Client, path, version string) (data, metadata map[string]any) {
	t.Helper()
	secret, err := c.Logical().ReadWithData(path, map[string][]string{"version": {version}})
	if err != nil {
		t.Fatal(err)
	}
	if secret == nil {
		return nil, nil
	}
	data, _ = secret.Data["data"].(map[string]any)
	return data, secret.Data["metadata"].(map[string]any)
}

func TestKV2Versions(t *testing.T) {
	s := started(t)
	c := client(t, s, "root")
	for n := 2; n <= 3; n++ {
		made := write1(t, c, "kv/data/prod/hetzner", map[string]any{"data": map[string]any{"token": fmt.Sprint("v", n)}})
		equal(t, "the version written", made.Data["version"], any(json.Number(fmt.Sprint(n))))
	}
	for version, want := range map[string]string{"1": "canary-hetzner", "2": "v2", "3": "v3", "0": "v3", "": "v3"} {
		data, metadata := at(t, c, "kv/data/prod/hetzner", version)
		if data["token"] != want || metadata["destroyed"] != false || metadata["deletion_time"] != "" {
			t.Errorf("version %q: %v, %v", version, data, metadata)
		}
	}
	if data, metadata := at(t, c, "kv/data/prod/hetzner", "4"); data != nil || metadata != nil {
		t.Errorf("version 4: %v, %v", data, metadata)
	}

	write1(t, c, "kv/delete/prod/hetzner", map[string]any{"versions": []int{2}})
	data, metadata := at(t, c, "kv/data/prod/hetzner", "2")
	if data != nil || metadata["deletion_time"] == "" {
		t.Errorf("deleted: %v, %v", data, metadata)
	}
	answer, body, err := exchange(t, s, "GET", s.address("VAULT_ADDR")+"/v1/kv/data/prod/hetzner?version=2", "root", nil)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the status of a deleted version", answer.StatusCode, 404)
	var envelope struct{ Data map[string]any }
	if err := json.Unmarshal(body, &envelope); err != nil || envelope.Data["data"] != nil || envelope.Data["metadata"] == nil {
		t.Errorf("its body: %s, %v", body, err)
	}
	write1(t, c, "kv/undelete/prod/hetzner", map[string]any{"versions": []int{2}})
	if data, _ := at(t, c, "kv/data/prod/hetzner", "2"); data["token"] != "v2" {
		t.Errorf("undeleted: %v", data)
	}
	write1(t, c, "kv/destroy/prod/hetzner", map[string]any{"versions": []int{2}})
	write1(t, c, "kv/undelete/prod/hetzner", map[string]any{"versions": []int{2}})
	if data, metadata = at(t, c, "kv/data/prod/hetzner", "2"); data != nil || metadata["destroyed"] != true {
		t.Errorf("destroyed: %v, %v", data, metadata)
	}
	if _, err := c.Logical().Delete("kv/data/prod/hetzner"); err != nil {
		t.Fatal(err)
	}
	if data, metadata = at(t, c, "kv/data/prod/hetzner", ""); data != nil || metadata["version"] != json.Number("3") {
		t.Errorf("the last one deleted: %v, %v", data, metadata)
	}
	all := read1(t, c, "kv/metadata/prod/hetzner")
	equal(t, "current_version", all.Data["current_version"], any(json.Number("3")))
	equal(t, "how many versions", len(all.Data["versions"].(map[string]any)), 3)
	if _, err := c.Logical().Delete("kv/metadata/prod/hetzner"); err != nil {
		t.Fatal(err)
	}
	if data, metadata = at(t, c, "kv/data/prod/hetzner", ""); data != nil || metadata != nil {
		t.Errorf("all gone: %v, %v", data, metadata)
	}
}

func TestKV2Details(t *testing.T) {
	c := client(t, started(t), "root")
	_, err := c.Logical().Write("kv/data/prod/new", map[string]any{"data": map[string]any{"a": "b"}, "options": map[string]any{"cas": 1}})
	refused(t, err, 400, "check-and-set parameter did not match the current version")
	write1(t, c, "kv/data/prod/new", map[string]any{"data": map[string]any{"a": "b"}, "options": map[string]any{"cas": 0}})
	_, err = c.Logical().Write("kv/data/prod/new", map[string]any{"a": "b"})
	refused(t, err, 400, "no data provided")
	_, err = c.Logical().Write("kv/destroy/prod/new", nil)
	refused(t, err, 400, "No version number provided")
	keys, err := c.Logical().List("kv/metadata/prod")
	if err != nil || fmt.Sprint(keys.Data["keys"]) != "[forbidden hetzner new]" {
		t.Errorf("keys: %v, %v", keys, err)
	}
	for range defaultVersions {
		write1(t, c, "kv/data/prod/new", map[string]any{"data": map[string]any{"a": "b"}})
	}
	if data, metadata := at(t, c, "kv/data/prod/new", "1"); data != nil || metadata != nil {
		t.Errorf("version 1 of 11: %v, %v", data, metadata)
	}
	equal(t, "oldest_version", read1(t, c, "kv/metadata/prod/new").Data["oldest_version"], any(json.Number("2")))
	old, err := c.Logical().Read("kv/prod/new")
	if err != nil || len(old.Warnings) != 1 {
		t.Errorf("a path without data/: %v, %v", old, err)
	}
}

func TestWhichMountAPathIsIn(t *testing.T) {
	s := started(t)
	c := client(t, s, "ci")
	mount := read1(t, c, "sys/internal/ui/mounts/kv/prod/hetzner")
	equal(t, "path", mount.Data["path"], any("kv/"))
	equal(t, "version", mount.Data["options"].(map[string]any)["version"], any("2"))
	equal(t, "the other's version", read1(t, c, "sys/internal/ui/mounts/secret/prod/shared").Data["options"].(map[string]any)["version"], any("1"))
	for _, path := range []string{"nowhere/a", "auth/approle/login"} {
		_, err := c.Logical().Read("sys/internal/ui/mounts/" + path)
		refused(t, err, 403, "preflight capability check returned 403, please ensure client's policies grant access to path \""+path+"/\"")
	}
	_, err := client(t, s, "trusted").Logical().Read("sys/internal/ui/mounts/kv/prod/hetzner")
	refused(t, err, 403, "preflight capability check returned 403")
	_, err = client(t, s, "").Logical().Read("sys/internal/ui/mounts/kv/prod/hetzner")
	refused(t, err, 403, "permission denied")
}

func TestLeases(t *testing.T) {
	s := started(t)
	c := client(t, s, "root")
	one, other := read1(t, c, "database/creds/app"), read1(t, c, "database/creds/app")
	if one.Data["password"] == other.Data["password"] || one.LeaseID == other.LeaseID {
		t.Error("twice the same credentials")
	}
	equal(t, "lease_duration", one.LeaseDuration, 3600)
	equal(t, "renewable", one.Renewable, true)
	equal(t, "AWS's lease_duration", read1(t, c, "aws/creds/deploy").LeaseDuration, 900)
	equal(t, "leases", count(t, s, "leases"), 3)
	renewed, err := c.Sys().Renew(one.LeaseID, 7200)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "renewed", renewed.LeaseDuration, 7200)
	if renewed, err = c.Sys().Renew(one.LeaseID, 1<<30); err != nil || renewed.LeaseDuration > 24*3600 {
		t.Errorf("renewed beyond the maximum: %v, %v", renewed, err)
	}
	if err := c.Sys().Revoke(one.LeaseID); err != nil {
		t.Fatal(err)
	}
	equal(t, "leases after it", count(t, s, "leases"), 2)
	_, err = c.Sys().Renew(one.LeaseID, 10)
	refused(t, err, 400, "lease not found")
	_, err = c.Logical().Read("database/creds/none")
	refused(t, err, 400, "unknown role: none")
	_, err = c.Logical().Read("aws/creds/none")
	refused(t, err, 400, `Role "none" not found`)
	_, err = c.Logical().Write("sys/leases/revoke", nil)
	refused(t, err, 400, "lease_id must be specified")
	if err = client(t, s, "ci").Sys().Revoke(other.LeaseID); err == nil {
		t.Error("the default policy lets a token revoke any lease")
	}
	refused(t, err, 403, "permission denied")
	once := write1(t, c, "auth/token/create", map[string]any{"policies": []string{"ci"}, "num_uses": 1}).Auth.ClientToken
	_, err = client(t, s, once).Logical().Read("database/creds/app")
	refused(t, err, 400, "leased credentials were immediately revoked")
	equal(t, "leases after that", count(t, s, "leases"), 2)
}
