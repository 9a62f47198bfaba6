package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func set(verb, key string, index uint64) string {
	return fmt.Sprintf(`[{"KV": {"Verb": %q, "Key": %q, "Value": "b25l", "Index": %d}}]`, verb, key, index)
}

func TestATransactionSetsAKeyThatNobodyElseChanged(t *testing.T) {
	s := newServer("")
	var made struct{ Results []struct{ KV entry } }
	if err := json.Unmarshal([]byte(s.send(t, 200, "PUT", "txn", set("set", "a/b", 0))), &made); err != nil || len(made.Results) != 1 {
		t.Fatalf("the results are %v, %v", made, err)
	}
	index := made.Results[0].KV.ModifyIndex
	want(t, "the value", s.send(t, 200, "GET", "kv/a/b?raw", ""), "one")
	if got := s.key(t, "a/b").ModifyIndex; got != index {
		t.Errorf("the key's index is %d, the answer's %d", got, index)
	}
	s.send(t, 200, "PUT", "txn", set("cas", "a/b", index))
	if answer := s.send(t, 409, "PUT", "txn", set("cas", "a/b", index)); !strings.Contains(answer, "index is stale") {
		t.Errorf("a stale index: %s", answer)
	}
	s.send(t, 409, "PUT", "txn", set("cas", "none", 7))
	s.send(t, 501, "PUT", "txn", set("lock", "a/b", 0))
	s.send(t, 400, "PUT", "txn", set("set", "a b", 0))
	large := fmt.Sprintf(`[{"KV": {"Verb": "set", "Key": "k", "Value": "%s"}}]`, strings.Repeat("AAAA", largestValue/3+1))
	s.send(t, 413, "PUT", "txn", large)
}

func TestKeysByPrefix(t *testing.T) {
	s := newServer("")
	s.send(t, 404, "GET", "kv/a?keys", "")
	for _, key := range []string{"a/2", "a/1", "b"} {
		s.send(t, 200, "PUT", "kv/"+key, "x")
	}
	want(t, "below a", s.send(t, 200, "GET", "kv/a/?keys", ""), `["a/1","a/2"]`)
	s.send(t, 200, "DELETE", "kv/a?recurse", "")
	want(t, "what is left", s.send(t, 200, "GET", "kv/?keys", ""), `["b"]`)
}
