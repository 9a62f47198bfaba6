package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// policy is an ACL policy: what may be done below which paths. In JSON it is Vault's own form of it,
// {"path": {"kv/data/*": {"capabilities": ["read"]}}}.
type policy map[string]rule

type rule struct {
	Capabilities   []string `json:"capabilities"`
	MinWrappingTTL duration `json:"min_wrapping_ttl"`
	MaxWrappingTTL duration `json:"max_wrapping_ttl"`
}

// The built-in policies, as far as they concern what is modelled (vault/policy_store.go).
func builtinPolicies() map[string]policy {
	update, read := rule{Capabilities: []string{"update"}}, rule{Capabilities: []string{"read"}}
	return map[string]policy{
		"default": {
			"auth/token/lookup-self": read, "auth/token/renew-self": update, "auth/token/revoke-self": update,
			"sys/capabilities-self": update, "sys/renew": update, "sys/leases/renew": update, "sys/leases/lookup": update,
			"cubbyhole/*":       {Capabilities: []string{"create", "read", "update", "delete", "list"}},
			"sys/wrapping/wrap": update, "sys/wrapping/lookup": update, "sys/wrapping/unwrap": update,
		},
		wrappingPolicy: {
			"cubbyhole/response":  {Capabilities: []string{"create", "read"}},
			"sys/wrapping/unwrap": update,
		},
	}
}

const (
	rootPolicy     = "root"
	wrappingPolicy = "response-wrapping"
)

// check refuses what Vault's parser of policies refuses.
func (p policy) check() error {
	known := []string{"create", "read", "update", "delete", "list", "sudo", "deny", "patch"}
	for path, rule := range p {
		if strings.Contains(path, "+*") {
			return fmt.Errorf("path %q: invalid use of wildcards ('+*' is forbidden)", path)
		}
		for _, capability := range rule.Capabilities {
			if !slices.Contains(known, capability) {
				return fmt.Errorf("path %q: invalid capability %q", path, capability)
			}
		}
	}
	return nil
}

// acl is what all policies of a token say together.
type acl struct {
	root  bool
	rules map[string]*permission // by path as the policies write it, the namespace before it
}

type permission struct {
	capabilities map[string]bool
	minWrap      time.Duration
	maxWrap      time.Duration
}

// acl merges the policies of a token: a capability is granted when one of them grants it and none denies that path.
func (v *vault) acl(t *token) *acl {
	a := &acl{rules: map[string]*permission{}}
	for _, name := range t.policies {
		if name == rootPolicy {
			a.root = true
		}
		for path, rule := range t.namespace.policies[name] {
			path = t.namespace.path + strings.TrimPrefix(path, "/")
			p := a.rules[path]
			if p == nil {
				p = &permission{capabilities: map[string]bool{}}
				a.rules[path] = p
			}
			for _, capability := range rule.Capabilities {
				p.capabilities[capability] = true
			}
			if least := time.Duration(rule.MinWrappingTTL); least > 0 && (p.minWrap == 0 || least < p.minWrap) {
				p.minWrap = least
			}
			if most := time.Duration(rule.MaxWrappingTTL); most > 0 && (p.maxWrap == 0 || most < p.maxWrap) {
				p.maxWrap = most
			}
		}
	}
	for _, p := range a.rules {
		if p.capabilities["deny"] {
			*p = permission{capabilities: map[string]bool{"deny": true}}
		}
	}
	return a
}

// allows says whether an operation may be done on a path (which begins with its namespace).
func (a *acl) allows(operation, path string, wrap time.Duration) bool {
	if a.root {
		return true
	}
	p := a.permission(operation, path)
	switch {
	case p == nil || !p.capabilities[operation]:
		return false
	case p.maxWrap > 0 && (wrap == 0 || wrap > p.maxWrap):
		return false
	case p.minWrap > 0 && (wrap == 0 || wrap < p.minWrap):
		return false
	}
	return true
}

func (a *acl) permission(operation, path string) *permission {
	if p := a.rules[path]; p != nil && !wild(path) {
		return p
	}
	if bare, slash := strings.CutSuffix(path, "/"); operation == opList && slash {
		if p := a.rules[bare]; p != nil && !wild(bare) {
			return p
		}
		if p := a.best(bare); p != nil {
			return p
		}
	}
	return a.best(path)
}

// wild says whether a rule's path has wildcards, rather than being meant to the letter.
func wild(rule string) bool { return strings.HasSuffix(rule, "*") || segments(rule) }

func segments(rule string) bool {
	return rule == "+" || strings.HasPrefix(rule, "+/") || strings.Contains(rule, "/+")
}

// best gives the rule with wildcards that has the highest priority of those that match, by the documented order: of
// P1 and P2, P1 has the lower one if its first wildcard comes earlier; else if it ends in * and P2 does not; else if
// it has more +; else if it is shorter; else if it is smaller lexicographically.
func (a *acl) best(path string) *permission {
	best := ""
	for rule := range a.rules {
		if wild(rule) && matches(rule, path) && (best == "" || lower(best, rule)) {
			best = rule
		}
	}
	return a.rules[best]
}

func lower(one, other string) bool {
	first := func(rule string) int {
		if segments(rule) {
			return strings.Index(rule, "+")
		}
		return len(rule) - 1
	}
	star := func(rule string) bool { return strings.HasSuffix(rule, "*") }
	plus := func(rule string) int {
		return len(slices.DeleteFunc(strings.Split(rule, "/"), func(s string) bool { return s != "+" }))
	}
	switch {
	case first(one) != first(other):
		return first(one) < first(other)
	case star(one) != star(other):
		return star(one)
	case plus(one) != plus(other):
		return plus(one) > plus(other)
	case len(one) != len(other):
		return len(one) < len(other)
	}
	return one < other
}

// matches: + stands for one whole segment, a * at the end for any rest.
func matches(rule, path string) bool {
	prefix := strings.HasSuffix(rule, "*")
	want, have := strings.Split(strings.TrimSuffix(rule, "*"), "/"), strings.Split(path, "/")
	if len(have) < len(want) || !prefix && len(have) != len(want) {
		return false
	}
	for i, segment := range want {
		switch {
		case segment == "+" || segment == have[i]:
		case prefix && i == len(want)-1 && strings.HasPrefix(have[i], segment):
		default:
			return false
		}
	}
	return true
}

// reaches says whether a token may do anything at all within a mount: what the preflight check asks (hasMountAccess).
func (a *acl) reaches(mountPath string) bool {
	if a.root || a.permission(opList, mountPath).grants() {
		return true
	}
	for rule, p := range a.rules {
		within := strings.HasPrefix(strings.TrimSuffix(rule, "*"), mountPath)
		if segments(rule) {
			within = begins(rule, mountPath)
		}
		if within && p.grants() {
			return true
		}
	}
	return false
}

// grants: something is allowed.
func (p *permission) grants() bool {
	return p != nil && len(p.capabilities) > 0 && !p.capabilities["deny"]
}

// begins says whether the first segments of a rule stand for those of a mount.
func begins(rule, mountPath string) bool {
	prefix := strings.HasSuffix(rule, "*")
	want, have := strings.Split(strings.TrimSuffix(rule, "*"), "/"), strings.Split(strings.TrimSuffix(mountPath, "/"), "/")
	if len(want) < len(have) {
		return false
	}
	for i, segment := range have {
		if want[i] != "+" && want[i] != segment && !(prefix && i == len(want)-1 && strings.HasPrefix(segment, want[i])) {
			return false
		}
	}
	return true
}
