package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/vault/api"
)

// wrapping is a client whose answers are wrapped.
func wrapping(c *api.Client, ttl string) *api.Client {
	c.SetWrappingLookupFunc(func(string, string) string { return ttl })
	return c
}

func TestASecretIDComesWrapped(t *testing.T) {
	s := started(t)
	_, err := client(t, s, "trusted").Logical().Write("auth/approle/role/deploy/secret-id", nil)
	refused(t, err, 403, "permission denied") // the policy has a min_wrapping_ttl
	_, err = wrapping(client(t, s, "trusted"), "1h").Logical().Write("auth/approle/role/deploy/secret-id", nil)
	refused(t, err, 403, "permission denied") // and a max_wrapping_ttl
	info := write1(t, wrapping(client(t, s, "trusted"), "60s"), "auth/approle/role/deploy/secret-id", nil)
	if info.WrapInfo == nil || info.Data != nil || info.WrapInfo.TTL != 60 || info.WrapInfo.WrappedAccessor == "" {
		t.Fatalf("wrapped: %+v", info)
	}
	equal(t, "creation_path", info.WrapInfo.CreationPath, "auth/approle/role/deploy/secret-id")
	equal(t, "wrapping tokens", count(t, s, "wrapping_tokens"), 1)

	looked := write1(t, client(t, s, ""), "sys/wrapping/lookup", map[string]any{"token": info.WrapInfo.Token})
	equal(t, "its creation_path", looked.Data["creation_path"], any("auth/approle/role/deploy/secret-id"))
	equal(t, "its TTL", looked.Data["creation_ttl"], any(json.Number("60")))

	inside, err := client(t, s, info.WrapInfo.Token).Logical().Unwrap("")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := login(client(t, s, ""), "approle", map[string]any{"role_id": "role-deploy", "secret_id": inside.Data["secret_id"]}); err != nil {
		t.Fatal(err)
	}
	_, err = client(t, s, info.WrapInfo.Token).Logical().Unwrap("")
	refused(t, err, 400, "wrapping token is not valid or does not exist")
	_, err = client(t, s, "").Logical().Write("sys/wrapping/lookup", map[string]any{"token": info.WrapInfo.Token})
	refused(t, err, 400, "wrapping token is not valid or does not exist")
	equal(t, "wrapping tokens after it", count(t, s, "wrapping_tokens"), 0)
}

func TestAnyAnswerCanBeWrapped(t *testing.T) {
	s := started(t)
	info := read1(t, wrapping(client(t, s, "ci"), "60s"), "kv/data/prod/hetzner").WrapInfo
	inside, err := client(t, s, "ci").Logical().Unwrap(info.Token) // a third party unwraps with a token of its own
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the secret", inside.Data["data"].(map[string]any)["token"], any("canary-hetzner"))
	if missing, err := wrapping(client(t, s, "ci"), "60s").Logical().Read("kv/data/prod/none"); missing != nil || err != nil {
		t.Errorf("nothing was wrapped: %v, %v", missing, err)
	}
	credentials, err := login(wrapping(client(t, s, ""), "60s"), "approle", map[string]any{"role_id": "role-deploy", "secret_id": "secret-deploy"})
	if err != nil {
		t.Fatal(err)
	}
	inside, err = client(t, s, credentials.WrapInfo.Token).Logical().Unwrap("")
	if err != nil || inside.Auth == nil || inside.Auth.Accessor != credentials.WrapInfo.WrappedAccessor {
		t.Errorf("a wrapped login: %+v, %v", inside, err)
	}
	answer, body, err := exchange(t, s, "POST", s.address("VAULT_ADDR")+"/v1/sys/wrapping/wrap", "ci", []byte(`{"a": "b"}`))
	if err != nil || answer.StatusCode != 400 || !strings.Contains(string(body), "endpoint requires response wrapping to be used") {
		t.Errorf("not wrapped: %v %s %v", answer, body, err)
	}
	info = write1(t, wrapping(client(t, s, "ci"), "60s"), "sys/wrapping/wrap", map[string]any{"a": "b"}).WrapInfo
	if inside, err = client(t, s, info.Token).Logical().Unwrap(""); err != nil || inside.Data["a"] != "b" {
		t.Errorf("wrapped values: %+v, %v", inside, err)
	}
}

func TestAWrappingTokenIsForNothingElse(t *testing.T) {
	s := started(t)
	info := read1(t, wrapping(client(t, s, "ci"), "60s"), "kv/data/prod/hetzner").WrapInfo
	_, err := client(t, s, info.Token).Logical().Read("kv/data/prod/hetzner")
	refused(t, err, 403, "permission denied")
	_, err = client(t, s, info.Token).Logical().Unwrap("") // the attempt was its one use
	refused(t, err, 400, "wrapping token is not valid or does not exist")

	info = read1(t, wrapping(client(t, s, "ci"), "1s"), "kv/data/prod/hetzner").WrapInfo
	time.Sleep(1100 * time.Millisecond)
	_, err = client(t, s, info.Token).Logical().Unwrap("")
	refused(t, err, 400, "wrapping token is not valid or does not exist")
	_, err = client(t, s, "ci").Logical().Unwrap("ci")
	refused(t, err, 400, "wrapping token is not valid or does not exist")
}

func TestCubbyhole(t *testing.T) {
	s := started(t)
	c := client(t, s, "ci")
	write1(t, c, "cubbyhole/mine", map[string]any{"a": "b"})
	equal(t, "what was kept", read1(t, c, "cubbyhole/mine").Data["a"], any("b"))
	if other, err := client(t, s, "trusted").Logical().Read("cubbyhole/mine"); other != nil || err != nil {
		t.Errorf("another's: %v, %v", other, err)
	}
	if _, err := c.Logical().Delete("cubbyhole/mine"); err != nil {
		t.Fatal(err)
	}
	if gone, err := c.Logical().Read("cubbyhole/mine"); gone != nil || err != nil {
		t.Errorf("deleted: %v, %v", gone, err)
	}
}
