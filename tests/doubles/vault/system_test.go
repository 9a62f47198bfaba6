package main

import (
	"bytes"
	"crypto/tls"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

func TestSealing(t *testing.T) {
	s := started(t, "-sealed")
	c := client(t, s, "root")
	_, err := c.Logical().Read("kv/data/prod/hetzner")
	refused(t, err, 503, "Vault is sealed")
	health, err := c.Sys().Health()
	if err != nil || !health.Sealed || !health.Initialized || health.Version != version {
		t.Errorf("health: %+v, %v", health, err)
	}
	_, err = c.Sys().Unseal("wrong")
	refused(t, err, 400, "")
	status, err := c.Sys().Unseal(unsealKey)
	if err != nil || status.Sealed {
		t.Errorf("unsealed: %+v, %v", status, err)
	}
	read1(t, c, "kv/data/prod/hetzner")
	refused(t, client(t, s, "ci").Sys().Seal(), 403, "permission denied")
	if err := c.Sys().Seal(); err != nil {
		t.Fatal(err)
	}
	if status, err = c.Sys().SealStatus(); err != nil || !status.Sealed || status.T != 1 {
		t.Errorf("sealed: %+v, %v", status, err)
	}
	tell(t, s, "POST", "/unseal", "")
	read1(t, c, "kv/data/prod/hetzner")
	tell(t, s, "POST", "/seal", "")
	_, err = c.Logical().Read("kv/data/prod/hetzner")
	refused(t, err, 503, "Vault is sealed")
}

func TestHealthIsAStatus(t *testing.T) {
	s := started(t)
	for url, want := range map[string]int{
		s.address("VAULT_ADDR") + "/v1/sys/health":                                  200,
		s.address("VAULT_ADDR") + "/v1/sys/health?activecode=299":                   299,
		s.address("VAULT_STANDBY_ADDR") + "/v1/sys/health":                          429,
		s.address("VAULT_STANDBY_ADDR") + "/v1/sys/health?standbyok=true":           200,
		s.address("VAULT_STANDBY_ADDR") + "/v1/sys/health?standbycode=298":          298,
		s.address("VAULT_ADDR") + "/v1/sys/health?activecode=x":                     400,
		s.address("VAULT_PLAIN_ADDR") + "/v1/sys/seal-status":                       200,
		s.address("VAULT_ADDR") + "/v1/sys/leader":                                  200,
		s.address("VAULT_ADDR") + "/v1/sys/init":                                    200,
		s.address("VAULT_ADDR") + "/elsewhere":                                      404,
		s.address("VAULT_STANDBY_ADDR") + "/v1/sys/health?standbyok=true&sealed=no": 200,
	} {
		answer, _, err := exchange(t, s, "GET", url, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, url, answer.StatusCode, want)
	}
}

func TestAStandbySendsOn(t *testing.T) {
	s := started(t)
	answer, _, err := exchange(t, s, "POST", s.address("VAULT_STANDBY_ADDR")+"/v1/auth/approle/login?a=b", "", []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "status", answer.StatusCode, 307)
	equal(t, "Location", answer.Header.Get("Location"), s.address("VAULT_ADDR")+"/v1/auth/approle/login?a=b")
	c := client(t, s, "ci")
	if err := c.SetAddress(s.address("VAULT_STANDBY_ADDR")); err != nil {
		t.Fatal(err)
	}
	read1(t, c, "kv/data/prod/hetzner")
	tell(t, s, "POST", "/seal", "")
	if answer, _, err = exchange(t, s, "GET", s.address("VAULT_STANDBY_ADDR")+"/v1/kv/data/prod/hetzner", "ci", nil); err != nil {
		t.Fatal(err)
	}
	equal(t, "status of a sealed standby", answer.StatusCode, 503)
}

func TestNamespaces(t *testing.T) {
	s := started(t)
	c := client(t, s, "team")
	equal(t, "by path", read1(t, c, "team/kv/data/app").Data["data"].(map[string]any)["key"], any("canary-team"))
	c.SetNamespace("team")
	equal(t, "by header", read1(t, c, "kv/data/app").Data["data"].(map[string]any)["key"], any("canary-team"))
	_, err := client(t, s, "team").Logical().Read("kv/data/prod/hetzner")
	refused(t, err, 403, "permission denied") // its policies end at its namespace
	other := client(t, s, "ci")
	other.SetNamespace("team/")
	_, err = other.Logical().Read("kv/data/app")
	refused(t, err, 403, "permission denied")
	root := client(t, s, "root")
	root.SetNamespace("team")
	equal(t, "for root", read1(t, root, "kv/data/app").Data["data"].(map[string]any)["key"], any("canary-team"))
	root.SetNamespace("none")
	if none, err := root.Logical().Read("kv/data/app"); none != nil || err != nil {
		t.Errorf("in no namespace: %v, %v", none, err)
	}
}

func TestRequestsThatAreNone(t *testing.T) {
	s := started(t, "-max-request-size", "1000")
	at := s.address("VAULT_ADDR") + "/v1/"
	for _, test := range []struct {
		method, path, body string
		status             int
		message            string
	}{
		{"POST", "secret/a", `{"a":`, 500, "malformed JSON"},
		{"POST", "secret/a", "a", 400, "failed to parse JSON input"},
		{"POST", "secret/a", `{"a": "` + strings.Repeat("x", 1000) + `"}`, 413, "request body too large"},
		{"POST", "secret/a/", `{"a": "b"}`, 400, "cannot write to a path ending in '/'"},
		{"BREW", "secret/a", "", 405, ""},
		{"POST", "database/creds/app", "{}", 405, "unsupported operation"},
		{"GET", "database/config", "", 404, "unsupported path"},
		{"GET", "sys/nothing", "", 404, "unsupported path"},
		{"POST", "sys/wrapping/unwrap", `{"token": "root"}`, 400, "wrapping token is not valid"},
		{"GET", "auth/approle/login", "", 500, "failed to determine alias name"},
		{"GET", "sys/leases/renew", "", 405, "unsupported operation"},
	} {
		answer, body, err := exchange(t, s, test.method, at+test.path, "root", []byte(test.body))
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != test.status || !strings.Contains(string(body), test.message) {
			t.Errorf("%s %s: %d %s", test.method, test.path, answer.StatusCode, body)
		}
	}
}

func TestAListenerThatWantsTheHeader(t *testing.T) {
	s := started(t, "-require-request-header")
	answer, body, err := exchange(t, s, "GET", s.address("VAULT_ADDR")+"/v1/secret/prod/shared", "root", nil)
	if err != nil || answer.StatusCode != 412 || !strings.Contains(string(body), "X-Vault-Request") {
		t.Errorf("%v %s %v", answer, body, err)
	}
	read1(t, client(t, s, "root"), "secret/prod/shared") // the vendor's client always sends it
}

// over gives the protocol that a client with these settings speaks with the server.
func over(t *testing.T, s *server, config *tls.Config) (string, error) {
	t.Helper()
	pool := s.certificates.pool
	config.RootCAs = pool
	answer, err := (&http.Client{Transport: &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: config.NextProtos == nil}}).Get(s.address("VAULT_ADDR") + "/v1/sys/health")
	if err != nil {
		return "", err
	}
	answer.Body.Close()
	return answer.Proto, nil
}

func TestProtocols(t *testing.T) {
	s := started(t)
	if spoken, err := over(t, s, &tls.Config{}); err != nil || spoken != "HTTP/2.0" {
		t.Errorf("%s, %v", spoken, err)
	}
	if spoken, err := over(t, s, &tls.Config{NextProtos: []string{"http/1.1"}}); err != nil || spoken != "HTTP/1.1" {
		t.Errorf("%s, %v", spoken, err)
	}
}

func TestOlderProtocol(t *testing.T) {
	if spoken, err := over(t, started(t, "-http1"), &tls.Config{}); err != nil || spoken != "HTTP/1.1" {
		t.Errorf("%s, %v", spoken, err)
	}
}

func TestMutualTLS(t *testing.T) {
	s := started(t, "-mtls")
	if _, err := over(t, s, &tls.Config{}); err == nil {
		t.Error("a client without a certificate was let in")
	}
	folder := filepath.Dir(s.address("VAULT_CACERT"))
	pair, err := tls.LoadX509KeyPair(filepath.Join(folder, "client.pem"), filepath.Join(folder, "client-key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := over(t, s, &tls.Config{Certificates: []tls.Certificate{pair}}); err != nil {
		t.Error(err)
	}
}

func TestTheLogHoldsNoValue(t *testing.T) {
	s := started(t)
	c := client(t, s, "ci")
	read1(t, c, "kv/data/prod/hetzner")
	if _, err := login(c, "approle", map[string]any{"role_id": "role-deploy", "secret_id": "secret-deploy"}); err != nil {
		t.Fatal(err)
	}
	at(t, c, "kv/data/prod/hetzner", "1")
	log := []byte(tell(t, s, "GET", "/log", ""))
	for _, secret := range []string{"canary", "secret-deploy", `"ci"`, "version"} {
		if bytes.Contains(log, []byte(secret)) {
			t.Errorf("it holds %q", secret)
		}
	}
	if !bytes.Contains(log, []byte(`"path":"kv/data/prod/hetzner"`)) || !bytes.Contains(log, []byte(`"status":200`)) || !bytes.Contains(log, []byte("HTTP/2.0")) {
		t.Errorf("it is %s", log)
	}
	equal(t, "requests", count(t, s, "requests"), 3)
	tell(t, s, "POST", "/reset", "")
	equal(t, "requests after a reset", count(t, s, "requests"), 0)
}
