package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func (s *server) send(t *testing.T, status int, method, path, body string) string {
	t.Helper()
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequest(method, "/v1/"+path, strings.NewReader(body)))
	if answer.Code != status {
		t.Errorf("%s %s answers %d, want %d: %s", method, path, answer.Code, status, answer.Body)
	}
	return strings.TrimSpace(answer.Body.String())
}

func (s *server) session(t *testing.T, body string) string {
	t.Helper()
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(s.send(t, 200, "PUT", "session/create", body)), &made); err != nil || len(made.ID) != 36 {
		t.Fatalf("the session is %v, %v", made, err)
	}
	return made.ID
}

func (s *server) key(t *testing.T, name string) entry {
	t.Helper()
	var found []entry
	if err := json.Unmarshal([]byte(s.send(t, 200, "GET", "kv/"+name, "")), &found); err != nil || len(found) != 1 {
		t.Fatalf("the key is %v, %v", found, err)
	}
	return found[0]
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %q, want %q", what, got, want)
	}
}

const quick = `{"TTL": "10s", "LockDelay": "0s", "NodeChecks": []}`

func TestALockIsOneSessions(t *testing.T) {
	s := newServer("")
	a, b := s.session(t, quick), s.session(t, quick)
	want(t, "the first", s.send(t, 200, "PUT", "kv/k?acquire="+a, "one"), "true")
	first := s.key(t, "k")
	want(t, "its session", first.Session, a)
	want(t, "its value", string(first.Value), "one")
	want(t, "the second", s.send(t, 200, "PUT", "kv/k?acquire="+b, "two"), "false")
	want(t, "the first once more", s.send(t, 200, "PUT", "kv/k?acquire="+a, "again"), "true")
	want(t, "another's release", s.send(t, 200, "PUT", "kv/k?release="+b, ""), "false")
	want(t, "the release", s.send(t, 200, "PUT", "kv/k?release="+a, ""), "true")
	want(t, "the second now", s.send(t, 200, "PUT", "kv/k?acquire="+b, "two"), "true")
	second := s.key(t, "k")
	if second.ModifyIndex <= first.ModifyIndex || second.LockIndex != 2 || second.CreateIndex != first.CreateIndex {
		t.Errorf("the key was %+v and is %+v", first, second)
	}
	want(t, "the raw value", s.send(t, 200, "GET", "kv/k?raw", ""), "two")
	s.send(t, 500, "PUT", "kv/k?acquire=00000000-0000-4000-8000-000000000000", "")
	s.send(t, 404, "GET", "kv/none", "")
}

func TestAKeyMayBeWrittenOnlyAsItIsKnown(t *testing.T) {
	s := newServer("")
	want(t, "the first", s.send(t, 200, "PUT", "kv/k?cas=0", "one"), "true")
	want(t, "the second", s.send(t, 200, "PUT", "kv/k?cas=0", "two"), "false")
	first := s.key(t, "k")
	want(t, "its value", string(first.Value), "one")
	want(t, "by its index", s.send(t, 200, "PUT", fmt.Sprintf("kv/k?cas=%d", first.ModifyIndex), "three"), "true")
	want(t, "its value", string(s.key(t, "k").Value), "three")
}

func TestWhatASessionHoldsIsFreeWithIt(t *testing.T) {
	for body, status := range map[string]int{quick: 200, strings.Replace(quick, "{", `{"Behavior": "delete",`, 1): 404} {
		s := newServer("")
		a := s.session(t, body)
		s.send(t, 200, "PUT", "kv/k?acquire="+a, "x")
		s.send(t, 200, "PUT", "session/destroy/"+a, "")
		s.send(t, status, "GET", "kv/k", "")
		s.send(t, 404, "PUT", "session/renew/"+a, "")
		want(t, "the next", s.send(t, 200, "PUT", "kv/k?acquire="+s.session(t, body), ""), "true")
	}
}

func TestASessionEndsAfterTwiceItsTTLUnlessItIsRenewed(t *testing.T) {
	s := newServer("")
	s.settings.Speed = 100 // 2 * 10 s are 200 ms
	a := s.session(t, quick)
	for range 5 {
		time.Sleep(50 * time.Millisecond)
		s.send(t, 200, "PUT", "session/renew/"+a, "")
	}
	time.Sleep(150 * time.Millisecond)
	want(t, "before", s.send(t, 200, "PUT", "kv/k?acquire="+a, ""), "true")
	time.Sleep(100 * time.Millisecond)
	want(t, "its key", s.key(t, "k").Session, "")
	s.send(t, 404, "PUT", "session/renew/"+a, "")
}

func TestTheLockDelayKeepsOthersOut(t *testing.T) {
	for body, result := range map[string]string{
		`{"NodeChecks": []}`: "false", `{"LockDelay": "1s"}`: "false", `{"LockDelay": 1}`: "false", `{"LockDelay": "0s"}`: "true", `{"LockDelay": 0}`: "true",
	} {
		s := newServer("")
		a := s.session(t, body)
		s.send(t, 200, "PUT", "kv/k?acquire="+a, "")
		s.send(t, 200, "PUT", "session/destroy/"+a, "")
		want(t, "after "+body, s.send(t, 200, "PUT", "kv/k?acquire="+s.session(t, quick), ""), result)
	}
}

func TestWhatIsWrongIsRefused(t *testing.T) {
	s := newServer("")
	for body, status := range map[string]int{
		`{"TTL": "9s"}`: 500, `{"TTL": "25h"}`: 500, `{"TTL": "x"}`: 500, `{"Behavior": "x"}`: 500, `{"LockDelay": "x"}`: 400, `{"Other": 1}`: 400, `[`: 400,
	} {
		s.send(t, status, "PUT", "session/create", body)
	}
	s.send(t, 400, "PUT", "kv/a$", "")
	s.send(t, 501, "PUT", "kv/a?flags=1", "")
	s.send(t, 200, "PUT", "kv/a", strings.Repeat("x", maxValue))
	s.send(t, 413, "PUT", "kv/a", strings.Repeat("x", maxValue+1))
	s.send(t, 501, "GET", "agent/self", "")
}

func TestSessionsCanBeEndedFromOutside(t *testing.T) {
	s := newServer("")
	a := s.session(t, quick)
	s.settings.Expire = true
	s.apply()
	s.send(t, 404, "PUT", "session/renew/"+a, "")
	want(t, "what is known of it", s.send(t, 200, "GET", "session/info/"+a, ""), "[]")
}

func TestTheTokenIsAskedFor(t *testing.T) {
	s := newServer("secret")
	s.send(t, 403, "GET", "kv/k", "")
	r := httptest.NewRequest("PUT", "/v1/kv/k", strings.NewReader("x"))
	r.Header.Set("X-Consul-Token", "secret")
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, r)
	want(t, "with it", strings.TrimSpace(answer.Body.String()), "true")
}
