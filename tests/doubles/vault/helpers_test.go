package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/vault/api"
)

// TestMain sees to it that no client takes anything from the environment.
func TestMain(m *testing.M) {
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "VAULT_") {
			os.Unsetenv(name)
		}
	}
	os.Exit(m.Run())
}

// started is a server with the example's seed; it is gone with the test.
func started(t *testing.T, arguments ...string) *server {
	t.Helper()
	t.Parallel() // some of the tests wait for a second to pass
	o, err := parse(append([]string{"-seed", "example.json", "-certificates", t.TempDir()}, arguments...))
	if err != nil {
		t.Fatal(err)
	}
	v := newVault()
	v.sealed = o.sealed
	if err := v.load(o.seed); err != nil {
		t.Fatal(err)
	}
	s, err := listen(v, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}

// address is that of a line such as VAULT_ADDR.
func (s *server) address(name string) string {
	for _, line := range s.lines {
		if address, found := strings.CutPrefix(line, name+"="); found {
			return address
		}
	}
	panic("no " + name)
}

// client is the vendor's own, with a token, and without patience.
func client(t *testing.T, s *server, token string) *api.Client {
	t.Helper()
	config := api.DefaultConfig()
	config.Address, config.MaxRetries, config.Timeout = s.address("VAULT_ADDR"), 0, 20*time.Second
	if err := config.ConfigureTLS(&api.TLSConfig{CACert: s.address("VAULT_CACERT")}); err != nil {
		t.Fatal(err)
	}
	c, err := api.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	c.SetToken(token)
	return c
}

func read1(t *testing.T, c *api.Client, path string) *api.Secret {
	t.Helper()
	secret, err := c.Logical().Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if secret == nil {
		t.Fatalf("%s: nothing", path)
	}
	return secret
}

func write1(t *testing.T, c *api.Client, path string, data map[string]any) *api.Secret {
	t.Helper()
	secret, err := c.Logical().Write(path, data)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// refused checks status and first message of an error of the API.
func refused(t *testing.T, err error, status int, message string) {
	t.Helper()
	var answer *api.ResponseError
	if !errors.As(err, &answer) {
		t.Fatalf("got %v, want status %d", err, status)
	}
	if answer.StatusCode != status || !slices.ContainsFunc(append(answer.Errors, ""), func(have string) bool {
		return strings.Contains(have, message)
	}) {
		t.Errorf("got %d %q, want %d %q", answer.StatusCode, answer.Errors, status, message)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// tell sends a request to the control listener and gives what it answers.
func tell(t *testing.T, s *server, method, path, body string) string {
	t.Helper()
	request, err := http.NewRequest(method, s.address("VAULT_CONTROL")+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, response.StatusCode, text)
	}
	return string(text)
}

// count is one of the numbers of GET /stats.
func count(t *testing.T, s *server, name string) int {
	t.Helper()
	var counts map[string]any
	if err := json.Unmarshal([]byte(tell(t, s, "GET", "/stats", "")), &counts); err != nil {
		t.Fatal(err)
	}
	n, is := counts[name].(float64)
	if !is {
		t.Fatalf("no count %q", name)
	}
	return int(n)
}

// exchange is one plain request to an address; redirects are not followed.
func exchange(t *testing.T, s *server, method, url, token string, body []byte) (*http.Response, []byte, error) {
	t.Helper()
	config := api.DefaultConfig()
	if err := config.ConfigureTLS(&api.TLSConfig{CACert: s.address("VAULT_CACERT")}); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("X-Vault-Token", token)
	}
	response, err := config.HttpClient.Transport.RoundTrip(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response, text, err
}

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seed.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
