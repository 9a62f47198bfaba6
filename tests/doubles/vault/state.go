package main

import (
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"time"
)

// vault is everything the server knows. One request at a time holds the lock, so handlers need none of their own.
type vault struct {
	mu         sync.Mutex
	namespaces map[string]*namespace // by path: "" is the root, others end with a slash
	tokens     map[string]*token     // by id
	leases     map[string]*lease     // by id
	issuer     *issuer               // signs the tokens that JWT mounts accept
	sealed     bool
	active     string // where a standby sends its clients
	github     github
}

type namespace struct {
	path     string
	policies map[string]policy
	mounts   map[string]*mount // by path with the slash at its end; those of auth methods begin with auth/
}

// mount is a secrets engine or an auth method at a path.
type mount struct {
	path      string
	kind      string
	accessor  string
	uuid      string
	namespace *namespace
	options   map[string]string
	engine    engine
}

// engine answers requests for what is below a mount.
type engine interface {
	handle(v *vault, m *mount, r *request) (*response, error)
}

// Vault's own defaults (vault/core.go, defaultLeaseTTL and maxLeaseTTL): 32 days.
const (
	defaultLease = 768 * time.Hour
	maxLease     = 768 * time.Hour
)

func newVault() *vault {
	v := &vault{tokens: map[string]*token{}, leases: map[string]*lease{}, namespaces: map[string]*namespace{}, issuer: newIssuer()}
	v.namespace("")
	return v
}

// namespace makes the one at path unless it is there.
func (v *vault) namespace(path string) *namespace {
	if n := v.namespaces[path]; n != nil {
		return n
	}
	n := &namespace{path: path, policies: builtinPolicies(), mounts: map[string]*mount{}}
	v.namespaces[path] = n
	n.mount("sys/", "system", &system{})
	n.mount("auth/token/", "token", &tokenStore{})
	n.mount("cubbyhole/", "cubbyhole", &cubbyhole{})
	return n
}

func (n *namespace) mount(path, kind string, e engine) *mount {
	m := &mount{path: path, kind: kind, engine: e, namespace: n, accessor: kind + "_" + randomHex(8), uuid: randomUUID()}
	n.mounts[path] = m
	return m
}

// find gives the mount that a path is in and the rest of the path; a mount's own path without the slash counts.
func (n *namespace) find(path string) (*mount, string) {
	var found *mount
	for prefix, m := range n.mounts {
		if strings.HasPrefix(path+"/", prefix) && (found == nil || len(prefix) > len(found.path)) {
			found = m
		}
	}
	if found == nil {
		return nil, ""
	}
	return found, strings.TrimPrefix(strings.TrimPrefix(path, strings.TrimSuffix(found.path, "/")), "/")
}

// sweep forgets what has expired, as Vault's expiration manager does in the background.
func (v *vault) sweep(now time.Time) {
	for id, t := range v.tokens {
		if t.expired(now) {
			v.revokeToken(id)
		}
	}
	for id, l := range v.leases {
		if !l.expires.After(now) {
			delete(v.leases, id)
		}
	}
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// randomText gives n characters of an alphabet of at most 256.
func randomText(n int, alphabet string) string {
	random := make([]byte, n)
	rand.Read(random) //nolint:errcheck // never fails (crypto/rand)
	for i, b := range random {
		random[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(random)
}

func randomHex(n int) string { return randomText(n, "0123456789abcdef") }

func randomUUID() string {
	return fmt.Sprintf("%s-%s-%s-%s-%s", randomHex(8), randomHex(4), randomHex(4), randomHex(4), randomHex(12))
}
