package main

import (
	"strings"
	"testing"
	"time"
)

func TestWhoMayDoWhat(t *testing.T) {
	s := started(t)
	_, err := client(t, s, "").Logical().Read("kv/data/prod/hetzner")
	refused(t, err, 403, "permission denied")
	_, err = client(t, s, "hvs.none").Logical().Read("kv/data/prod/hetzner")
	refused(t, err, 403, "invalid token")
	c := client(t, s, "ci")
	equal(t, "the secret", read1(t, c, "kv/data/prod/hetzner").Data["data"].(map[string]any)["token"], any("canary-hetzner"))
	_, err = c.Logical().Read("kv/data/prod/forbidden")
	refused(t, err, 403, "permission denied")
	_, err = c.Logical().Read("kv/data/other")
	refused(t, err, 403, "permission denied")
	_, err = c.Logical().Write("kv/data/prod/hetzner", map[string]any{"data": map[string]any{"a": "b"}})
	refused(t, err, 403, "permission denied")
	_, err = c.Logical().Read("nowhere/a")
	refused(t, err, 403, "permission denied") // not even that it does not exist
	answer, body, err := exchange(t, s, "GET", s.address("VAULT_ADDR")+"/v1/nowhere/a", "root", nil)
	if err != nil || answer.StatusCode != 404 || !strings.Contains(string(body), "no handler for route") {
		t.Errorf("a path of no mount: %v, %s, %v", answer, body, err)
	}
}

func TestCapabilities(t *testing.T) {
	c := client(t, started(t), "ci")
	for path, want := range map[string]string{"kv/data/prod/a": "read", "kv/data/prod/forbidden": "deny", "kv/data/other": "deny"} {
		have, err := c.Sys().CapabilitiesSelf(path)
		if err != nil || len(have) != 1 || have[0] != want {
			t.Errorf("%s: %v, %v", path, have, err)
		}
	}
}

func TestLookUpRenewAndRevokeOneself(t *testing.T) {
	s := started(t)
	root := client(t, s, "root")
	made := write1(t, root, "auth/token/create", map[string]any{"policies": []string{"ci"}, "ttl": "100s"})
	equal(t, "lease_duration", made.Auth.LeaseDuration, 100)
	equal(t, "tokens", count(t, s, "tokens"), 1)
	c := client(t, s, made.Auth.ClientToken)
	self, err := c.Auth().Token().LookupSelf()
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "id", self.Data["id"], any(made.Auth.ClientToken))
	ttl, err := self.TokenTTL()
	if err != nil || ttl <= 90*time.Second || ttl > 100*time.Second {
		t.Errorf("ttl %v, %v", ttl, err)
	}
	renewed, err := c.Auth().Token().RenewSelf(50)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the renewed lease", renewed.Auth.LeaseDuration, 50)
	if _, err := c.Auth().Token().RenewSelf(1 << 30); err != nil {
		t.Fatal(err)
	}
	self, err = c.Auth().Token().LookupSelf()
	if err != nil {
		t.Fatal(err)
	}
	if ttl, err = self.TokenTTL(); err != nil || ttl > maxLease {
		t.Errorf("renewed beyond the maximum: %v, %v", ttl, err)
	}
	read1(t, c, "database/creds/app")
	equal(t, "leases", count(t, s, "leases"), 1)
	if err := c.Auth().Token().RevokeSelf(""); err != nil {
		t.Fatal(err)
	}
	_, err = c.Auth().Token().LookupSelf()
	refused(t, err, 403, "permission denied")
	equal(t, "tokens after it", count(t, s, "tokens"), 0)
	equal(t, "leases after it", count(t, s, "leases"), 0)
}

func TestTokensEnd(t *testing.T) {
	s := started(t)
	root := client(t, s, "root")
	short := write1(t, root, "auth/token/create", map[string]any{"policies": []string{"ci"}, "ttl": "1s"}).Auth.ClientToken
	twice := write1(t, root, "auth/token/create", map[string]any{"policies": []string{"ci"}, "num_uses": 2}).Auth.ClientToken
	for range 2 {
		read1(t, client(t, s, twice), "kv/data/prod/hetzner")
	}
	_, err := client(t, s, twice).Logical().Read("kv/data/prod/hetzner")
	refused(t, err, 403, "invalid token")

	// Its child and its lease end with it.
	child := write1(t, client(t, s, "root"), "auth/token/create", map[string]any{"policies": []string{"ci"}}).Auth.ClientToken
	s.vault.mu.Lock()
	s.vault.tokens[child].parent = short
	s.vault.mu.Unlock()
	read1(t, client(t, s, short), "database/creds/app")
	time.Sleep(1100 * time.Millisecond)
	_, err = client(t, s, short).Logical().Read("kv/data/prod/hetzner")
	refused(t, err, 403, "invalid token")
	_, err = client(t, s, child).Logical().Read("kv/data/prod/hetzner")
	refused(t, err, 403, "invalid token")
	equal(t, "leases", count(t, s, "leases"), 0)
}

func TestChildrenMayNoMore(t *testing.T) {
	s := started(t)
	s.vault.namespace("").policies["maker"] = policy{"auth/token/create": {Capabilities: []string{"update"}}}
	maker := client(t, s, write1(t, client(t, s, "root"), "auth/token/create", map[string]any{"policies": []string{"ci", "maker"}}).Auth.ClientToken)
	_, err := maker.Logical().Write("auth/token/create", map[string]any{"policies": []string{"root"}})
	refused(t, err, 400, "child policies must be subset of parent")
	child := write1(t, maker, "auth/token/create", map[string]any{"policies": []string{"ci"}})
	equal(t, "its policies", strings.Join(child.Auth.Policies, " "), "ci default")
	if err := maker.Auth().Token().RevokeSelf(""); err != nil {
		t.Fatal(err)
	}
	_, err = client(t, s, child.Auth.ClientToken).Logical().Read("kv/data/prod/hetzner")
	refused(t, err, 403, "invalid token")
}
