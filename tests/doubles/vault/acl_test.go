package main

import (
	"strings"
	"testing"
)

// rules makes an acl of lines "PATH CAPABILITY,…", each a policy of its own.
func rules(lines ...string) *acl {
	v := newVault()
	root := v.namespace("")
	t := &token{namespace: root}
	for _, line := range lines {
		path, capabilities, _ := strings.Cut(line, " ")
		root.policies[line] = policy{path: rule{Capabilities: strings.Split(capabilities, ",")}}
		t.policies = append(t.policies, line)
	}
	return v.acl(t)
}

// What Vault's documentation says of path matching and priorities (docs/concepts/policies).
func TestPolicies(t *testing.T) {
	for _, test := range []struct {
		rules           []string
		operation, path string
		want            bool
	}{
		{nil, opRead, "kv/a", false},
		{[]string{"kv/a read"}, opRead, "kv/a", true},
		{[]string{"kv/a read"}, opUpdate, "kv/a", false},
		{[]string{"kv/a read"}, opRead, "kv/a/b", false},
		{[]string{"/kv/a read"}, opRead, "kv/a", true},
		{[]string{"kv/* read"}, opRead, "kv/a/b", true},
		{[]string{"kv/* read"}, opRead, "kv", false},
		{[]string{"kv/te* read"}, opRead, "kv/team", true},
		{[]string{"kv/te* read"}, opRead, "kv/tea/m", true},
		{[]string{"kv/te* read"}, opRead, "kv/time", false},
		{[]string{"* read"}, opRead, "kv/a", true},
		{[]string{"kv/*/a read"}, opRead, "kv/b/a", false}, // a * elsewhere is a letter
		{[]string{"kv/+/a read"}, opRead, "kv/b/a", true},
		{[]string{"kv/+/a read"}, opRead, "kv/b/c/a", false},
		{[]string{"kv/+/a read"}, opRead, "kv/b/a/c", false},
		{[]string{"kv/+/a* read"}, opRead, "kv/b/ab/c", true},
		{[]string{"+/a read"}, opRead, "kv/a", true},
		{[]string{"+ read"}, opRead, "kv", true},
		{[]string{"kv/a+ read"}, opRead, "kv/ab", false},
		{[]string{"kv/* read", "kv/a deny"}, opRead, "kv/a", false},
		{[]string{"kv/* deny", "kv/a read"}, opRead, "kv/a", true},
		{[]string{"kv/* read", "kv/a* deny"}, opRead, "kv/ab", false},
		{[]string{"kv/+/a read", "kv/b/* deny"}, opRead, "kv/b/a", false}, // its first wildcard comes later
		{[]string{"kv/+/a read", "kv/+/* deny"}, opRead, "kv/b/a", true},  // it ends in *
		{[]string{"kv/+/+/a deny", "kv/+/b/+ read"}, opRead, "kv/x/b/a", true},
		{[]string{"kv/+/+/a deny", "kv/+/bb/a read"}, opRead, "kv/x/bb/a", true},
		{[]string{"kv/+/b* deny", "kv/+/bb* read"}, opRead, "kv/x/bbb", true}, // it is longer
		{[]string{"kv/a list"}, opList, "kv/a/", true},
		{[]string{"kv/a/ list"}, opList, "kv/a/", true},
		{[]string{"kv/a* list"}, opList, "kv/a/", true},
		{[]string{"kv/a list"}, opRead, "kv/a", false},
	} {
		if got := rules(test.rules...).allows(test.operation, test.path, 0); got != test.want {
			t.Errorf("%q: %s %s is %v", test.rules, test.operation, test.path, got)
		}
	}
}

func TestDenyWinsBetweenPolicies(t *testing.T) {
	v := newVault()
	root := v.namespace("")
	root.policies["one"] = policy{"kv/a": {Capabilities: []string{"read"}}}
	root.policies["two"] = policy{"kv/a": {Capabilities: []string{"deny"}}}
	root.policies["three"] = policy{"kv/a": {Capabilities: []string{"update"}}}
	both := func(names ...string) *acl { return v.acl(&token{namespace: root, policies: names}) }
	equal(t, "one and two", both("one", "two").allows(opRead, "kv/a", 0), false)
	equal(t, "two and one", both("two", "one").allows(opRead, "kv/a", 0), false)
	equal(t, "one and three", both("one", "three").allows(opRead, "kv/a", 0) && both("one", "three").allows(opUpdate, "kv/a", 0), true)
	equal(t, "root", both("root").allows(opRead, "anything", 0), true)
}

func TestReaches(t *testing.T) {
	for _, test := range []struct {
		rule, mount string
		want        bool
	}{
		{"kv/data/a read", "kv/", true},
		{"kv/data/a deny", "kv/", false},
		{"other/data/a read", "kv/", false},
		{"kv read", "kv/", true},
		{"kv* read", "kv/", true},
		{"* read", "kv/", true},
		{"+/data/a read", "kv/", true},
		{"kv/+/a read", "kv/", true},
		{"kvx/a read", "kv/", false},
		{"a/* read", "a/b/", true},
		{"a* read", "a/b/", true},
		{"+/b* read", "a/bc/", true},
		{"+/c* read", "a/bc/", false},
		{"a read", "a/b/", false},
	} {
		if got := rules(test.rule).reaches(test.mount); got != test.want {
			t.Errorf("%q reaches %s: %v", test.rule, test.mount, got)
		}
	}
	equal(t, "a mount under read and deny", rules("kv/* deny", "kv/data/a read").reaches("kv/"), true)
}

func TestPoliciesThatAreNone(t *testing.T) {
	for _, bad := range []policy{
		{"kv/+*": {Capabilities: []string{"read"}}},
		{"kv/a": {Capabilities: []string{"look"}}},
	} {
		if bad.check() == nil {
			t.Errorf("%v is no error", bad)
		}
	}
	if err := (policy{"kv/*": {Capabilities: []string{"read", "deny"}}}).check(); err != nil {
		t.Error(err)
	}
}
