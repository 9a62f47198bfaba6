package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/vault/api"
)

const hetzner = "/v1/kv/data/prod/hetzner"

// wrong sets a fault and gives what a request then gets.
func wrong(t *testing.T, s *server, fault string) (*http.Response, []byte, error) {
	t.Helper()
	tell(t, s, "POST", "/faults", fault)
	return exchange(t, s, "GET", s.address("VAULT_ADDR")+hetzner, "ci", nil)
}

func TestFaultsOfAnswers(t *testing.T) {
	s := started(t)
	right := func() string {
		_, body, err := exchange(t, s, "GET", s.address("VAULT_ADDR")+hetzner, "ci", nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	answer, body, err := wrong(t, s, `{"kind": "status", "status": 429, "retry_after": "7", "times": 1}`)
	if err != nil || answer.StatusCode != 429 || answer.Header.Get("Retry-After") != "7" || !bytes.HasPrefix(body, []byte(`{"errors":[`)) {
		t.Errorf("status: %v %s %v", answer, body, err)
	}
	if answer, body, err = wrong(t, s, `{"kind": "huge", "bytes": 1500000, "times": 1}`); err != nil || !json.Valid(body) || len(body) < 1500000 {
		t.Errorf("huge: %v %d %v", answer, len(body), err)
	}
	if answer, body, err = wrong(t, s, `{"kind": "json", "times": 1}`); err != nil || json.Valid(body) || answer.StatusCode != 200 {
		t.Errorf("json: %v %s %v", answer, body, err)
	}
	if answer, body, err = wrong(t, s, `{"kind": "html", "times": 1}`); err != nil || !bytes.HasPrefix(body, []byte("<html>")) {
		t.Errorf("html: %v %s %v", answer, body, err)
	}
	began := time.Now()
	if _, body, err = wrong(t, s, `{"kind": "delay", "delay_ms": 200, "times": 1}`); err != nil || time.Since(began) < 200*time.Millisecond || len(body) == 0 {
		t.Errorf("delay: %s %v after %v", body, err, time.Since(began))
	}
	began = time.Now()
	if _, body, err = wrong(t, s, `{"kind": "drip", "delay_ms": 1, "times": 1}`); err != nil || !json.Valid(body) || time.Since(began) < 200*time.Millisecond {
		t.Errorf("drip: %s %v after %v", body, err, time.Since(began))
	}
	if _, body, err = wrong(t, s, `{"kind": "truncate", "bytes": 20, "times": 1}`); err == nil || len(body) != 20 {
		t.Errorf("truncate: %s %v", body, err)
	}
	if !strings.Contains(right(), "canary-hetzner") {
		t.Error("it does not end")
	}
}

func TestFaultsOfConnections(t *testing.T) {
	s := started(t)
	cutOff(t, s)
	if _, _, err := wrong(t, s, `{"kind": "close", "times": 1}`); err == nil {
		t.Error("close: no error")
	}
	tell(t, s, "POST", "/faults", `{"kind": "hang", "times": 1}`)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	c := client(t, s, "ci")
	if _, err := c.Logical().ReadWithContext(ctx, "kv/data/prod/hetzner"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("hang: %v", err)
	}
	for mode, want := range map[string]error{"reset": syscall.ECONNRESET, "close": io.EOF} {
		tell(t, s, "POST", "/connections", `{"mode": "`+mode+`", "times": 1}`)
		if _, _, err := exchange(t, s, "GET", s.address("VAULT_ADDR")+hetzner, "ci", nil); !errors.Is(err, want) {
			t.Errorf("connections %s: %v", mode, err)
		}
	}
	tell(t, s, "POST", "/connections", `{"mode": "hang", "times": 1}`)
	ctx, cancel = context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	config := api.DefaultConfig()
	config.Address, config.MaxRetries = s.address("VAULT_PLAIN_ADDR"), 0
	if plain, err := api.NewClient(config); err != nil {
		t.Fatal(err)
	} else if _, err = plain.Logical().ReadWithContext(ctx, "kv/data/prod/hetzner"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("connections hang: %v", err)
	}
	read1(t, c, "kv/data/prod/hetzner")
}

// cutOff sees a reset; over HTTP/2 Go's client would call it an unexpected EOF.
func cutOff(t *testing.T, s *server) {
	t.Helper()
	tell(t, s, "POST", "/faults", `{"kind": "reset", "times": 2}`)
	if _, _, err := exchange(t, s, "GET", s.address("VAULT_PLAIN_ADDR")+hetzner, "ci", nil); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reset: %v", err)
	}
	if _, _, err := exchange(t, s, "GET", s.address("VAULT_ADDR")+hetzner, "ci", nil); err == nil {
		t.Error("reset over HTTP/2: no error")
	}
}

func TestFaultyCertificates(t *testing.T) {
	s := started(t)
	var name x509.HostnameError
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	for kind, is := range map[string]func(error) bool{
		"wrong-name": func(err error) bool { return errors.As(err, &name) },
		"unknown-ca": func(err error) bool { return errors.As(err, &authority) },
		"expired":    func(err error) bool { return errors.As(err, &invalid) && invalid.Reason == x509.Expired },
	} {
		tell(t, s, "POST", "/certificate", `{"name": "`+kind+`", "times": 1}`)
		if _, _, err := exchange(t, s, "GET", s.address("VAULT_ADDR")+hetzner, "ci", nil); !is(err) {
			t.Errorf("%s: %v", kind, err)
		}
		if _, _, err := exchange(t, s, "GET", s.address("VAULT_ADDR")+hetzner, "ci", nil); err != nil {
			t.Errorf("after %s: %v", kind, err)
		}
	}
}

func TestWhichRequestsAFaultFits(t *testing.T) {
	s := started(t)
	c := client(t, s, "ci")
	tell(t, s, "POST", "/faults", `{"kind": "status", "status": 500, "path": "kv/data/*", "method": "GET", "skip": 1, "times": 2}`)
	read1(t, c, "secret/prod/shared")
	read1(t, c, "kv/data/prod/hetzner")
	for range 2 {
		read1(t, c, "secret/prod/shared")
		_, err := c.Logical().Read("kv/data/prod/hetzner")
		refused(t, err, 500, "injected")
	}
	read1(t, c, "kv/data/prod/hetzner")
	tell(t, s, "POST", "/faults", `{"kind": "status", "status": 502}`)
	for range 3 {
		_, err := c.Logical().Read("secret/prod/shared")
		refused(t, err, 502, "")
	}
	tell(t, s, "DELETE", "/faults", "")
	read1(t, c, "secret/prod/shared")
}

func TestARequestMayTakeEffectAllTheSame(t *testing.T) {
	s := started(t)
	c := client(t, s, "")
	credentials := map[string]any{"role_id": "role-deploy", "secret_id": "secret-deploy"}
	tell(t, s, "POST", "/faults", `{"kind": "status", "status": 503, "times": 1}`)
	_, err := login(c, "approle", credentials)
	refused(t, err, 503, "")
	tell(t, s, "POST", "/faults", `{"kind": "reset", "after": true, "times": 1}`)
	if _, err = login(c, "approle", credentials); err == nil {
		t.Error("the connection was not reset")
	}
	_, err = login(c, "approle", credentials)
	refused(t, err, 400, "invalid role or secret ID") // it was used, and nobody has the token
	equal(t, "tokens", count(t, s, "tokens"), 1)
}

func TestMutationsRepeat(t *testing.T) {
	s := started(t)
	bodies := func() [][]byte {
		tell(t, s, "POST", "/faults", `{"kind": "mutate", "seed": 3, "path": "secret/*"}`)
		var list [][]byte
		for range 20 {
			_, body, err := exchange(t, s, "GET", s.address("VAULT_ADDR")+"/v1/secret/prod/shared", "ci", nil)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, body)
		}
		tell(t, s, "DELETE", "/faults", "")
		return list
	}
	broken := 0
	for _, body := range bodies() {
		if !json.Valid(body) {
			broken++
		}
	}
	if broken < 10 {
		t.Errorf("%d of 20 are no JSON", broken)
	}
	body := []byte(`{"data": {"a": "b"}}`)
	if !bytes.Equal(mutate(body, 7), mutate(body, 7)) || bytes.Equal(mutate(body, 7), mutate(body, 8)) {
		t.Error("a seed does not decide")
	}
	for seed := range uint64(2000) {
		mutate(nil, seed)
		mutate(body, seed)
	}
	equal(t, "the body", string(body), `{"data": {"a": "b"}}`)
}

func TestControlRefuses(t *testing.T) {
	s := started(t)
	for _, test := range []struct{ path, body string }{
		{"/faults", `{"kind": "none"}`}, {"/faults", `{"kind": "status"}`}, {"/faults", `{"kind": "huge"}`}, {"/faults", `{"kind": "drip"}`},
		{"/faults", `{"kind": "reset", "pth": "a"}`}, {"/connections", `{"mode": "none"}`}, {"/certificate", `{"name": "none"}`},
		{"/latency", `{"rtt_ms": -1}`}, {"/latency", `{`}, {"/token?algorithm=HS256", ""}, {"/token", "{"},
	} {
		answer, err := http.Post(s.address("VAULT_CONTROL")+test.path, "application/json", strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		equal(t, test.path+" "+test.body, answer.StatusCode, 400)
	}
}

// A connection is one round trip, TLS 1.3 another, and so is each request. A busy machine makes it longer, never shorter.
func TestDistance(t *testing.T) {
	s := started(t)
	const rtt = 100 * time.Millisecond
	tell(t, s, "POST", "/latency", `{"rtt_ms": 100}`)
	for address, trips := range map[string]time.Duration{"VAULT_ADDR": 3, "VAULT_PLAIN_ADDR": 2} {
		first, second := 10*rtt, 10*rtt
		for range 4 {
			config := api.DefaultConfig()
			if err := config.ConfigureTLS(&api.TLSConfig{CACert: s.address("VAULT_CACERT")}); err != nil {
				t.Fatal(err)
			}
			first = min(first, took(t, config.HttpClient, s.address(address)))
			second = min(second, took(t, config.HttpClient, s.address(address)))
			if first < (trips+1)*rtt && second < 2*rtt {
				break
			}
		}
		if first < trips*rtt || first >= (trips+1)*rtt {
			t.Errorf("%s: %v for %d round trips", address, first, trips)
		}
		if second < rtt || second >= 2*rtt {
			t.Errorf("%s: %v for the next request", address, second)
		}
	}
	tell(t, s, "POST", "/reset", "")
	tell(t, s, "POST", "/latency", `{"rtt_ms": 1}`)
	cutOff(t, s)
	equal(t, "connections", count(t, s, "connections"), 2)
}

func took(t *testing.T, c *http.Client, address string) time.Duration {
	t.Helper()
	began := time.Now()
	answer, err := c.Get(address + "/v1/sys/health")
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, answer.Body) //nolint:errcheck // so that the connection is free again
	answer.Body.Close()
	return time.Since(began)
}
