package main

import (
	"encoding/json"
	"net/http"
	"strings"
)

// What Terraform's consul backend needs besides locks (agent/txn_endpoint.go and agent/kvs_endpoint.go of
// github.com/hashicorp/consul, read 2026-11-25): transactions that set a key, blindly or by compare and swap.

const largestValue = 512 << 10

func isKey(name string) bool {
	return strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789,-_./") == ""
}

// txnFailure is an answer of status 409: nothing was done.
type txnFailure struct {
	OpIndex int
	What    string
}

// transact does all operations or none.
func (s *server) transact(r *http.Request) (any, *failure) {
	var operations []struct {
		KV struct {
			Verb, Key string
			Value     []byte
			Flags     uint64
			Index     uint64
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&operations); err != nil {
		return nil, fail(http.StatusBadRequest, "Failed to parse body: %v", err)
	}
	var errors []txnFailure
	for i, operation := range operations {
		kv := operation.KV
		found := s.keys[kv.Key]
		switch {
		case kv.Verb != "set" && kv.Verb != "cas":
			return nil, fail(http.StatusNotImplemented, "this double does not offer %q", kv.Verb)
		case kv.Key == "" || !isKey(kv.Key):
			return nil, fail(http.StatusBadRequest, "key contains invalid character")
		case len(kv.Value) > largestValue:
			return nil, fail(http.StatusRequestEntityTooLarge, "Value for key %q is too large (%d > %d bytes)", kv.Key, len(kv.Value), largestValue)
		case kv.Verb == "cas" && (found == nil && kv.Index != 0 || found != nil && found.ModifyIndex != kv.Index):
			errors = append(errors, txnFailure{i, "failed to set key \"" + kv.Key + "\", index is stale"})
		}
	}
	if errors != nil {
		text, _ := json.Marshal(map[string]any{"Errors": errors})
		return nil, fail(http.StatusConflict, "%s", text)
	}
	type result struct{ KV entry }
	var results []result
	s.index++
	for _, operation := range operations {
		kv := operation.KV
		found := s.keys[kv.Key]
		if found == nil {
			found = &entry{Key: kv.Key, CreateIndex: s.index}
			s.keys[kv.Key] = found
		}
		found.Value, found.Flags, found.ModifyIndex = kv.Value, kv.Flags, s.index
		shown := *found
		shown.Value = nil // a transaction answers without what was set
		results = append(results, result{shown})
	}
	return map[string]any{"Results": results, "Errors": nil}, nil
}
