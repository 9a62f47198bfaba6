//go:build real

package main

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// node is a server that the exchanges below are had with: the double, or the real one.
type node struct {
	name, address string
	known         map[string]string // what was learnt on the way: $secret_id in a body is its value here
}

// exchange1 is a request; it may keep a value of the answer under a name.
type exchange1 struct {
	method, path, token, body string
	wrap, namespace           string
	keep, as                  string // data.secret_id, secret_id
	wait                      time.Duration
}

// What is done with both, in this order, and must be answered in the same form with the same status.
var exchanges = []exchange1{
	{method: "GET", path: "kv/data/prod/hetzner", token: "ci"},
	{method: "GET", path: "kv/data/prod/hetzner"},
	{method: "GET", path: "kv/data/prod/hetzner", token: "hvs.none"},
	{method: "GET", path: "kv/data/prod/hetzner", token: "trusted"},
	{method: "GET", path: "kv/data/prod/forbidden", token: "ci"},
	{method: "GET", path: "kv/data/prod/none", token: "ci"},
	{method: "GET", path: "nowhere/a", token: "ci"},
	{method: "GET", path: "nowhere/a", token: "root"},
	{method: "GET", path: "kv/prod/hetzner", token: "root"},
	{method: "LIST", path: "kv/prod", token: "root"},
	{method: "GET", path: "kv/data/prod/hetzner?version=x", token: "ci"},
	{method: "GET", path: "kv/data/prod/hetzner?version=9", token: "ci"},
	{method: "POST", path: "kv/data/prod/hetzner", token: "root", body: `{"data": {"token": "second", "n": 12345678901234567890, "f": 1.50, "deep": {"a": [null, true]}}}`},
	{method: "POST", path: "kv/data/prod/hetzner", token: "root", body: `{"data": {"token": "third"}, "options": {"cas": 1}}`},
	{method: "POST", path: "kv/data/prod/hetzner", token: "root", body: `{"data": {"token": "third"}, "options": {"cas": 2}}`},
	{method: "POST", path: "kv/data/prod/hetzner", token: "root", body: `{"token": "third"}`},
	{method: "POST", path: "kv/data/prod/hetzner", token: "root", body: `{"token":`},
	{method: "POST", path: "kv/data/prod/hetzner", token: "root", body: `data`},
	{method: "POST", path: "kv/data/prod/hetzner/", token: "root", body: `{"data": {"token": "third"}}`},
	{method: "POST", path: "kv/data/prod/hetzner", token: "ci", body: `{"data": {"token": "third"}}`},
	{method: "GET", path: "kv/data/prod/hetzner?version=2", token: "ci"},
	{method: "GET", path: "kv/data/prod/hetzner?version=0", token: "ci"},
	{method: "POST", path: "kv/delete/prod/hetzner", token: "root", body: `{"versions": [2]}`},
	{method: "POST", path: "kv/delete/prod/hetzner", token: "root", body: `{}`},
	{method: "GET", path: "kv/data/prod/hetzner?version=2", token: "ci"},
	{method: "POST", path: "kv/destroy/prod/hetzner", token: "root", body: `{"versions": [2]}`},
	{method: "GET", path: "kv/data/prod/hetzner?version=2", token: "ci"},
	{method: "DELETE", path: "kv/data/prod/hetzner", token: "root"},
	{method: "GET", path: "kv/data/prod/hetzner", token: "ci"},
	{method: "GET", path: "kv/metadata/prod/hetzner", token: "root"},
	{method: "GET", path: "kv/metadata/prod/none", token: "root"},
	{method: "LIST", path: "kv/metadata/prod", token: "root"},
	{method: "LIST", path: "kv/metadata/none", token: "root"},
	{method: "GET", path: "secret/prod/shared", token: "ci"},
	{method: "GET", path: "secret/prod/none", token: "root"},
	{method: "LIST", path: "secret/prod", token: "root"},
	{method: "GET", path: "secret/prod?list=true", token: "root"},
	{method: "POST", path: "secret/prod/new", token: "root", body: `{"a": 1}`},
	{method: "POST", path: "secret/prod/new", token: "root", body: `{}`},
	{method: "GET", path: "secret/prod/new", token: "root"},
	{method: "DELETE", path: "secret/prod/new", token: "root"},
	{method: "GET", path: "secret/prod/new", token: "root"},
	{method: "GET", path: "sys/internal/ui/mounts/kv/prod/hetzner", token: "ci"},
	{method: "GET", path: "sys/internal/ui/mounts/secret/prod/shared", token: "ci"},
	{method: "GET", path: "sys/internal/ui/mounts/kv/prod/hetzner", token: "trusted"},
	{method: "GET", path: "sys/internal/ui/mounts/nowhere/a", token: "ci"},
	{method: "GET", path: "sys/internal/ui/mounts/kv/a"},
	{method: "GET", path: "sys/internal/ui/mounts/kv/a", token: "hvs.none"},
	{method: "POST", path: "sys/capabilities-self", token: "ci", body: `{"paths": ["kv/data/prod/a", "kv/data/prod/forbidden"]}`},
	{method: "GET", path: "auth/token/lookup-self", token: "ci"},
	{method: "GET", path: "auth/token/lookup-self", token: "hvs.none"},
	{method: "GET", path: "auth/token/lookup-self", token: "root"},
	{method: "POST", path: "auth/token/renew-self", token: "ci", body: `{"increment": "10s"}`},
	{method: "POST", path: "auth/token/renew-self", token: "trusted", body: `{}`},
	{method: "POST", path: "auth/token/create", token: "root", body: `{"policies": ["ci"], "ttl": "1h", "num_uses": 2}`, keep: "auth.client_token", as: "twice"},
	{method: "GET", path: "auth/token/lookup-self", token: "$twice"},
	{method: "GET", path: "kv/data/other", token: "$twice"},
	{method: "GET", path: "auth/token/lookup-self", token: "$twice"},
	{method: "POST", path: "auth/token/create", token: "ci", body: `{}`},
	{method: "POST", path: "auth/token/create", token: "root", body: `{"policies": ["ci"], "ttl": "1s"}`, keep: "auth.client_token", as: "short"},
	{method: "GET", path: "auth/token/lookup-self", token: "$short", wait: 1500 * time.Millisecond},
	{method: "POST", path: "auth/token/create", token: "root", body: `{"policies": ["ci"], "period": "1h"}`, keep: "auth.client_token", as: "mine"},
	{method: "GET", path: "auth/token/lookup-self", token: "$mine"},
	{method: "POST", path: "auth/token/revoke-self", token: "$mine", body: `{}`},
	{method: "POST", path: "auth/token/revoke-self", token: "$mine", body: `{}`},

	{method: "POST", path: "auth/approle/role/deploy/secret-id", token: "trusted", body: `{}`},
	{method: "POST", path: "auth/approle/role/deploy/secret-id", token: "trusted", body: `{}`, wrap: "1h"},
	{method: "POST", path: "auth/approle/role/deploy/secret-id", token: "trusted", body: `{}`, wrap: "60s", keep: "wrap_info.token", as: "wrapped"},
	{method: "POST", path: "sys/wrapping/lookup", body: `{"token": "$wrapped"}`},
	{method: "POST", path: "sys/wrapping/unwrap", body: `{"token": "$wrapped"}`},
	{method: "POST", path: "sys/wrapping/unwrap", token: "$wrapped", keep: "data.secret_id", as: "secret_id"},
	{method: "POST", path: "sys/wrapping/unwrap", token: "$wrapped"},
	{method: "POST", path: "sys/wrapping/lookup", body: `{"token": "$wrapped"}`},
	{method: "POST", path: "sys/wrapping/lookup", body: `{"token": "none"}`},
	{method: "POST", path: "sys/wrapping/unwrap", token: "ci", body: `{"token": "none"}`},
	{method: "POST", path: "sys/wrapping/unwrap", token: "ci", body: `{"token": "ci"}`},
	{method: "POST", path: "sys/wrapping/unwrap"},
	{method: "GET", path: "auth/approle/role/deploy/role-id", token: "root"},
	{method: "GET", path: "auth/approle/role/none/role-id", token: "root"},
	{method: "POST", path: "auth/approle/role/none/secret-id", token: "root", body: `{}`},
	{method: "POST", path: "auth/approle/login", body: `{"role_id": "role-deploy", "secret_id": "$secret_id"}`, keep: "auth.client_token", as: "logged"},
	{method: "POST", path: "auth/approle/login", body: `{"role_id": "role-deploy", "secret_id": "$secret_id"}`},
	{method: "POST", path: "auth/approle/login", body: `{"role_id": "none", "secret_id": "$secret_id"}`},
	{method: "POST", path: "auth/approle/login", body: `{"role_id": "role-deploy"}`},
	{method: "POST", path: "auth/approle/login", body: `{}`},
	{method: "GET", path: "auth/approle/login"},
	{method: "GET", path: "auth/token/lookup-self", token: "$logged"},
	{method: "POST", path: "auth/approle/login", body: `{"role_id": "role-deploy", "secret_id": "secret-deploy"}`, wrap: "60s", keep: "wrap_info.token", as: "login"},
	{method: "POST", path: "sys/wrapping/unwrap", token: "$login"},
	{method: "GET", path: "secret/prod/shared", token: "ci", wrap: "60s", keep: "wrap_info.token", as: "wrapped"},
	{method: "GET", path: "secret/prod/shared", token: "$wrapped"},
	{method: "POST", path: "sys/wrapping/unwrap", token: "$wrapped"},
	{method: "GET", path: "secret/prod/shared", token: "ci", wrap: "60s", keep: "wrap_info.token", as: "wrapped"},
	{method: "POST", path: "sys/wrapping/unwrap", token: "ci", body: `{"token": "$wrapped"}`},
	{method: "GET", path: "secret/prod/none", token: "root", wrap: "60s"},
	{method: "GET", path: "kv/data/prod/forbidden", token: "ci", wrap: "60s"},
	{method: "POST", path: "sys/wrapping/wrap", token: "ci", body: `{"a": "b"}`},
	{method: "GET", path: "secret/prod/shared", token: "ci", wrap: "-1"},

	{method: "POST", path: "auth/github/login", body: `{"role": "deploy", "jwt": "$github"}`},
	{method: "POST", path: "auth/github/login", body: `{"role": "deploy", "jwt": "$audience"}`},
	{method: "POST", path: "auth/github/login", body: `{"role": "deploy", "jwt": "$gitlab"}`},
	{method: "POST", path: "auth/github/login", body: `{"role": "deploy", "jwt": "a.b.c"}`},
	{method: "POST", path: "auth/github/login", body: `{"role": "none", "jwt": "$github"}`},
	{method: "POST", path: "auth/github/login", body: `{"jwt": "$github"}`},
	{method: "POST", path: "auth/github/login", body: `{"role": "deploy"}`},
	{method: "POST", path: "auth/gitlab/login", body: `{"jwt": "$gitlab"}`},
	{method: "POST", path: "auth/gitlab/login", body: `{"jwt": "$expired"}`},
	{method: "POST", path: "auth/gitlab/login", body: `{"jwt": "$project"}`},

	{method: "POST", path: "sys/leases/renew", token: "ci", body: `{"lease_id": "none"}`},
	{method: "POST", path: "sys/leases/renew", token: "ci", body: `{}`},
	{method: "POST", path: "sys/leases/lookup", token: "ci", body: `{"lease_id": "none"}`},
	{method: "POST", path: "sys/leases/revoke", token: "ci", body: `{"lease_id": "none"}`},
	{method: "POST", path: "sys/leases/revoke", token: "root", body: `{"lease_id": "none"}`},
	{method: "POST", path: "sys/leases/revoke", token: "root", body: `{"lease_id": "none", "sync": false}`},
	{method: "GET", path: "sys/nothing", token: "root"},
	{method: "POST", path: "cubbyhole/a", token: "ci", body: `{"a": "b"}`},
	{method: "GET", path: "cubbyhole/a", token: "ci"},
	{method: "GET", path: "cubbyhole/a", token: "trusted"},
	{method: "GET", path: "sys/health"},
	{method: "GET", path: "sys/seal-status"},
	{method: "GET", path: "sys/init"},
	{method: "GET", path: "elsewhere"},
	{method: "POST", path: "sys/unseal", body: `{}`},
	{method: "POST", path: "sys/seal", token: "ci"},
	{method: "POST", path: "sys/seal", token: "root"},
	{method: "GET", path: "sys/health"},
	{method: "GET", path: "sys/seal-status"},
	{method: "GET", path: "secret/prod/shared", token: "ci"},
	{method: "GET", path: "sys/internal/ui/mounts/kv/a", token: "ci"},
}

// TestLikeTheRealServer compares the double with the real server.
func TestLikeTheRealServer(t *testing.T) {
	s := started(t)
	double := &node{name: "the double", address: s.address("VAULT_PLAIN_ADDR"), known: map[string]string{}}
	real := realServer(t)
	real.configure(t, s)
	tokens := map[string]string{
		"gitlab": tell(t, s, "GET", "/token", ""), "expired": tell(t, s, "POST", "/token", `{"exp": 1}`),
		"project": tell(t, s, "POST", "/token", `{"project_path": "other/project"}`),
	}
	_, tokens["github"] = githubToken(t, s, "github-request", "vault")
	_, tokens["audience"] = githubToken(t, s, "github-request", "elsewhere")
	for name, token := range tokens {
		double.known[name], real.known[name] = token, token
	}
	for _, e := range exchanges {
		time.Sleep(e.wait)
		want, have := real.had(t, e), double.had(t, e)
		if want != have {
			t.Errorf("%s %s (token %q, wrap %q) %s\n  Vault:  %s\n  double: %s", e.method, e.path, e.token, e.wrap, e.body, want, have)
		}
	}
}

// TestPoliciesLikeTheRealServer asks both what random policies allow on random paths, and which mounts they let see.
func TestPoliciesLikeTheRealServer(t *testing.T) {
	s := started(t)
	double := &node{name: "the double", address: s.address("VAULT_PLAIN_ADDR"), known: map[string]string{}}
	real := realServer(t)
	for _, mount := range []string{"a", "b/c"} {
		real.must(t, "POST", "sys/mounts/"+mount, object{"type": "kv"})
		s.vault.namespace("").mount(mount+"/", "kv", &kv1{}).options = map[string]string{}
	}
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	path := func(segments ...string) string {
		list := make([]string, 1+random.IntN(4))
		for i := range list {
			list[i] = pick(segments...)
		}
		return strings.Join(list, "/")
	}
	for round := range 150 {
		rules := policy{}
		for range 1 + random.IntN(6) {
			capabilities := []string{pick("read", "update", "deny", "list", "delete")}
			if capabilities[0] != "deny" {
				capabilities = append(capabilities, "create")
			}
			rules[path("a", "b", "c", "ab", "+", "+")+pick("", "", "*", "/*", "/")] = rule{Capabilities: capabilities}
		}
		one, other := policy{}, policy{}
		for at, rule := range rules {
			if strings.Contains(at, "+*") {
				continue // no policy
			}
			if len(at)%2 == 0 {
				one[at] = rule
			} else {
				other[at] = rule
			}
			if len(at)%3 == 0 {
				other[at] = rule
			}
		}
		names := []string{fmt.Sprint("one", round), fmt.Sprint("other", round)}
		for i, p := range []policy{one, other} {
			inside := object{}
			for at, rule := range p {
				inside[at] = object{"capabilities": rule.Capabilities}
			}
			real.must(t, "PUT", "sys/policies/acl/"+names[i], object{"policy": string(encode(object{"path": inside}))})
			s.vault.namespace("").policies[names[i]] = p
		}
		made := exchange1{method: "POST", path: "auth/token/create", token: "root", body: fmt.Sprintf(`{"policies": ["%s", "%s"]}`, names[0], names[1]), keep: "auth.client_token", as: "token"}
		real.had(t, made)
		double.had(t, made)
		var paths []string
		for range 20 {
			paths = append(paths, path("a", "b", "c", "ab", "abc")+pick("", "", "/"))
		}
		asked := []exchange1{{method: "POST", path: "sys/capabilities-self", token: "$token", body: string(encode(object{"paths": paths}))}}
		for _, mount := range []string{"a", "b/c"} {
			asked = append(asked, exchange1{method: "GET", path: "sys/internal/ui/mounts/" + mount + "/x", token: "$token"})
		}
		for _, e := range asked {
			if want, have := real.had(t, e), double.had(t, e); want != have {
				t.Errorf("policies %v and %v: %s %s\n  Vault:  %s\n  double: %s", one, other, e.path, e.body, want, have)
			}
		}
	}
}

// had does an exchange and gives the answer in a form that compares.
func (n *node) had(t *testing.T, e exchange1) string {
	t.Helper()
	fill := func(text string) string {
		return os.Expand(text, func(name string) string { return n.known[name] })
	}
	request, err := http.NewRequest(e.method, n.address+"/v1/"+e.path, strings.NewReader(fill(e.body)))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"X-Vault-Token": fill(e.token), "X-Vault-Wrap-TTL": e.wrap, "X-Vault-Namespace": e.namespace} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer any
	if json.Valid(body) {
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		if err := decoder.Decode(&answer); err != nil {
			t.Fatal(err)
		}
		body, err = json.Marshal(plain("", answer))
		if err != nil {
			t.Fatal(err)
		}
	}
	if e.keep != "" {
		for _, step := range strings.Split(e.keep, ".") {
			in, _ := answer.(map[string]any)
			answer = in[step]
		}
		n.known[e.as], _ = answer.(string)
	}
	return fmt.Sprintf("%d %s %s", response.StatusCode, response.Header.Get("Content-Type"), bytes.TrimSpace(body))
}

// What is another each time; only its kind compares. Of the mount's and the server's description much is not modelled.
var volatile = regexp.MustCompile(`(^|\.)(request_id|accessor|wrapped_accessor|client_token|token|secret_id|secret_id_accessor|id|uuid|.*_time|.*_time_utc|` +
	`running_plugin_version|cluster_.*|build_date|version|storage_type|enterprise|.*_ms|last_renewal|ttl|entity_id|display_name|identity_policies|external_namespace_policies)$`)

var unmodelled = []string{"deprecation_status", "description", "listing_visibility", "identity_policies", "external_namespace_policies", "last_wal", "raft_committed_index", "raft_applied_index", "active_time", "ha_connection_healthy", "last_request_forwarding_heartbeat_ms", "removed_from_cluster", "created_by", "deleted_by", "last_updated_by"}

func plain(name string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, inside := range v {
			if !slices.Contains(unmodelled, key) {
				out[key] = plain(key, inside)
			}
		}
		return out
	case []any:
		out := []any{}
		for _, inside := range v {
			out = append(out, plain(name, inside))
		}
		return out
	}
	if volatile.MatchString(name) && name != "token" || name == "token" && len(fmt.Sprint(value)) > 50 {
		return fmt.Sprintf("<%T>", value)
	}
	return value
}

// realServer starts PROGRAM, which is Vault, in its development mode: in memory, without TLS.
func realServer(t *testing.T) *node {
	t.Helper()
	free, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close() // somebody else might get it now, but hardly will
	command := exec.Command(os.Getenv("PROGRAM"), "server", "-dev", "-dev-root-token-id=root", "-dev-no-store-token", "-dev-listen-address="+address)
	command.Env = append(os.Environ(), "HOME="+t.TempDir())
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill(); command.Wait() })
	n := &node{name: "Vault", address: "http://" + address, known: map[string]string{}}
	for range 300 {
		if response, err := http.Get(n.address + "/v1/sys/health"); err == nil {
			response.Body.Close()
			if response.StatusCode == 200 {
				return n
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("it does not come up")
	return nil
}

// must sends a request as root that has to go well.
func (n *node) must(t *testing.T, method, path string, body any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	if answer := n.had(t, exchange1{method: method, path: path, token: "root", body: strings.ReplaceAll(string(text), "$", "")}); answer[0] != '2' {
		t.Fatalf("%s %s: %s", method, path, answer)
	}
}

// configure tells the real server through its API what the double has from the example's seed, its databases left out.
func (n *node) configure(t *testing.T, s *server) {
	t.Helper()
	text, err := os.ReadFile("example.json")
	if err != nil {
		t.Fatal(err)
	}
	var seed struct {
		Namespaces map[string]struct {
			Policies map[string]any
			Mounts   map[string]struct {
				Type        string
				Options     map[string]string
				Data        map[string]any
				Roles       map[string]map[string]any
				BoundIssuer string `json:"bound_issuer"`
				DefaultRole string `json:"default_role"`
			}
			Tokens []map[string]any
		}
	}
	if err := json.Unmarshal(text, &seed); err != nil {
		t.Fatal(err)
	}
	n.must(t, "DELETE", "sys/mounts/secret", nil)
	root := seed.Namespaces[""]
	for name, policy := range root.Policies {
		text, err := json.Marshal(policy)
		if err != nil {
			t.Fatal(err)
		}
		n.must(t, "PUT", "sys/policies/acl/"+name, object{"policy": string(text)})
	}
	for path, m := range root.Mounts {
		path = strings.TrimSuffix(path, "/")
		switch m.Type {
		case "kv":
			n.must(t, "POST", "sys/mounts/"+path, object{"type": "kv", "options": m.Options})
			time.Sleep(500 * time.Millisecond) // KV 2 upgrades itself first
			for at, data := range m.Data {
				if m.Options["version"] == "2" {
					at, data = "data/"+at, object{"data": data}
				}
				n.must(t, "POST", path+"/"+at, data)
			}
		case "approle":
			n.must(t, "POST", "sys/"+path, object{"type": "approle"})
			for name, role := range m.Roles {
				n.must(t, "POST", path+"/role/"+name, role)
				n.must(t, "POST", path+"/role/"+name+"/role-id", object{"role_id": role["role_id"]})
				for _, s := range role["secret_ids"].([]any) {
					n.must(t, "POST", path+"/role/"+name+"/custom-secret-id", s)
				}
			}
		case "jwt":
			n.must(t, "POST", "sys/"+path, object{"type": "jwt"})
			n.must(t, "POST", path+"/config", object{"jwt_validation_pubkeys": publicKeys(t, s.vault.issuer), "bound_issuer": m.BoundIssuer, "default_role": m.DefaultRole})
			for name, role := range m.Roles {
				role["role_type"] = "jwt"
				n.must(t, "POST", path+"/role/"+name, role)
			}
		}
	}
	for _, token := range root.Tokens {
		if token["id"] == "root" {
			continue
		}
		token["no_parent"] = true
		n.must(t, "POST", "auth/token/create", token)
	}
}

func publicKeys(t *testing.T, i *issuer) []string {
	t.Helper()
	var keys []string
	for _, key := range []any{i.rsa().Public(), i.ecdsa().Public()} {
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})))
	}
	return keys
}
