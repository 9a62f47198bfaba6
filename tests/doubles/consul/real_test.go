//go:build real

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"infrastructure-template/tests/doubles/wire"
)

// exchange is a request; it may keep the ID that is answered under a name, which stands for it in paths: $NAME.
type exchange struct {
	method, path, body string
	keep               string
	stranger           bool // no token goes along
	wait               time.Duration
}

const none = "00000000-0000-4000-8000-000000000000"

// What is done with both, in this order, and must be answered in the same form with the same status.
var exchanges = []exchange{
	{method: "GET", path: "kv/locks/k"},
	{method: "PUT", path: "session/create", body: `{"Name": "garage-lock k", "TTL": "10000ms", "Behavior": "release", "LockDelay": "0s", "NodeChecks": []}`, keep: "a"},
	{method: "GET", path: "session/info/$a"},
	{method: "PUT", path: "session/create", body: `{"TTL": "20s", "LockDelay": "0s", "NodeChecks": []}`, keep: "b"},
	{method: "PUT", path: "kv/locks/k?acquire=$a", body: `{"Who": "a"}`},
	{method: "GET", path: "kv/locks/k?consistent"},
	{method: "GET", path: "kv/locks/k?raw"},
	{method: "PUT", path: "kv/locks/k?acquire=$b", body: `{"Who": "b"}`},
	{method: "PUT", path: "kv/locks/k?acquire=$a", body: `{"Who": "a", "n": 2}`}, // once more
	{method: "GET", path: "kv/locks/k"},
	{method: "PUT", path: "kv/locks/k?release=$b"},
	{method: "PUT", path: "session/renew/$a"},
	{method: "PUT", path: "kv/locks/k?release=$a", body: "over"},
	{method: "GET", path: "kv/locks/k"},
	{method: "PUT", path: "kv/locks/k?acquire=$b", body: "b"},
	{method: "PUT", path: "session/destroy/$b"},
	{method: "GET", path: "kv/locks/k"}, // free at once
	{method: "PUT", path: "kv/locks/k?acquire=$a", body: "a"},
	{method: "GET", path: "kv/locks/k"},
	{method: "PUT", path: "session/renew/$b"},
	{method: "PUT", path: "session/renew/" + none},
	{method: "PUT", path: "session/destroy/" + none},
	{method: "GET", path: "session/info/" + none},
	{method: "PUT", path: "kv/locks/k?acquire=" + none, body: "x"},
	{method: "PUT", path: "kv/locks/k?release=" + none, body: "x"},
	{method: "PUT", path: "kv/locks/plain", body: ""},
	{method: "GET", path: "kv/locks/plain"},
	{method: "GET", path: "kv/locks/?keys"},
	{method: "GET", path: "kv/none/?keys"},
	{method: "DELETE", path: "kv/locks/plain"},
	{method: "DELETE", path: "kv/locks/plain"},
	{method: "GET", path: "kv/locks/plain"},

	{method: "PUT", path: "session/create", body: `{"TTL": "9s", "NodeChecks": []}`},
	{method: "PUT", path: "session/create", body: `{"TTL": "24h1s", "NodeChecks": []}`},
	{method: "PUT", path: "session/create", body: `{"TTL": "x", "NodeChecks": []}`},
	{method: "PUT", path: "session/create", body: `{"Behavior": "x", "NodeChecks": []}`},
	{method: "PUT", path: "session/create", body: `{"TTL": "24h", "Behavior": "delete", "NodeChecks": []}`, keep: "c"}, // with the lock delay it has unless told
	{method: "PUT", path: "kv/locks/c?acquire=$c", body: "c"},
	{method: "PUT", path: "session/destroy/$c"},
	{method: "GET", path: "kv/locks/c"}, // deleted
	{method: "PUT", path: "kv/locks/c?acquire=$a", body: "a"},
	{method: "PUT", path: "session/destroy/$a"},

	{method: "GET", path: "kv/locks/k", stranger: true},
	{method: "PUT", path: "kv/locks/k", body: "x", stranger: true},
	{method: "PUT", path: "session/create", body: `{"NodeChecks": []}`, stranger: true},

	// It ends between one and two TTLs after it was last renewed; until then it is another's.
	{method: "PUT", path: "session/create", body: `{"TTL": "10s", "LockDelay": "0s", "NodeChecks": []}`, keep: "d"},
	{method: "PUT", path: "session/create", body: `{"TTL": "1h", "LockDelay": "0s", "NodeChecks": []}`, keep: "e"},
	{method: "PUT", path: "kv/locks/k?acquire=$d", body: "d"},
	{method: "PUT", path: "kv/locks/k?acquire=$e", body: "e", wait: 9 * time.Second},
	{method: "PUT", path: "kv/locks/k?acquire=$e", body: "e", wait: 13 * time.Second},
	{method: "PUT", path: "session/renew/$d"},
	{method: "GET", path: "kv/locks/k"},
}

// store is what the exchanges are had with.
type store struct {
	address, token string
	known          map[string]string
}

// TestLikeTheRealServer compares the double with three servers of Consul, each exchange at another one of them.
func TestLikeTheRealServer(t *testing.T) {
	env := wire.Cluster(t, "consul-cluster")
	served := httptest.NewServer(newServer(env["CONSUL_HTTP_TOKEN"]))
	defer served.Close()
	double := &store{served.URL, env["CONSUL_HTTP_TOKEN"], map[string]string{}}
	real := &store{"", env["CONSUL_HTTP_TOKEN"], map[string]string{}}
	nodes := strings.Fields(env["CONSUL_HTTP_ADDRS"])
	for i, e := range exchanges {
		time.Sleep(e.wait)
		real.address = nodes[i%len(nodes)]
		if want, have := real.had(t, e), double.had(t, e); want != have {
			t.Errorf("%s %s %s\n  Consul: %s\n  double: %s", e.method, e.path, e.body, want, have)
		}
	}
}

// What is another each time: IDs, indexes that count all writes, the node's name, whether it was the leader that said no.
// Only that it is there compares. Of a refusal for want of a token the double gives no reason.
var (
	leader   = regexp.MustCompile(`^rpc error making call: |(Permission denied): .*`)
	volatile = regexp.MustCompile(`"(ID|Session|Node|CreateIndex|ModifyIndex)":("[^"]+"|[1-9][0-9]*)`)
	id       = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
)

// had does an exchange and gives the answer in a form that compares.
func (s *store) had(t *testing.T, e exchange) string {
	t.Helper()
	path := os.Expand(e.path, func(name string) string { return s.known[name] })
	request, err := http.NewRequest(e.method, s.address+"/v1/"+path, strings.NewReader(e.body))
	if err != nil {
		t.Fatal(err)
	}
	if !e.stranger {
		request.Header.Set("X-Consul-Token", s.token)
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
	if e.keep != "" {
		var made struct{ ID string }
		if err := json.Unmarshal(body, &made); err != nil {
			t.Fatalf("%s: %v: %s", e.path, err, body)
		}
		s.known[e.keep] = made.ID
	}
	var value any
	if json.Unmarshal(body, &value) == nil { // its keys in order
		if body, err = json.Marshal(value); err != nil {
			t.Fatal(err)
		}
	}
	text := volatile.ReplaceAllString(strings.TrimSpace(string(body)), `"$1":"…"`)
	text = leader.ReplaceAllString(id.ReplaceAllString(text, "…"), "$1")
	return fmt.Sprintf("%d %s %s", response.StatusCode, response.Header.Get("Content-Type"), text)
}
