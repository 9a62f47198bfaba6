package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// seed is what a server knows from the start. README.md shows one.
type seed struct {
	Namespaces map[string]seedNamespace `json:"namespaces"` // the root's path is ""
	GitHub     github                   `json:"github"`
}

type seedNamespace struct {
	Policies map[string]struct {
		Path policy `json:"path"`
	} `json:"policies"`
	Mounts map[string]seedMount `json:"mounts"` // auth methods' paths begin with auth/
	Tokens []seedToken          `json:"tokens"`
}

// seedMount has the fields of all kinds of mounts; each kind uses its own.
type seedMount struct {
	Type        string            `json:"type"`
	Options     map[string]string `json:"options"`
	Data        map[string]object `json:"data"`         // kv: path, secret
	Roles       json.RawMessage   `json:"roles"`        // database, aws, approle, jwt
	BoundIssuer string            `json:"bound_issuer"` // jwt
	DefaultRole string            `json:"default_role"` // jwt
}

type seedToken struct {
	ID        string   `json:"id"`
	Policies  []string `json:"policies"`
	TTL       duration `json:"ttl"`
	Period    duration `json:"period"`
	NumUses   int      `json:"num_uses"`
	Renewable *bool    `json:"renewable"` // true unless said otherwise, as in Vault
}

func (v *vault) load(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var s seed
	if err := strict(text, &s); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for path, n := range s.Namespaces {
		if path != "" && !strings.HasSuffix(path, "/") {
			path += "/"
		}
		if err := v.fill(v.namespace(path), n); err != nil {
			return fmt.Errorf("%s: namespace %q: %w", file, path, err)
		}
	}
	v.github = s.GitHub
	return nil
}

// strict reads JSON and refuses keys that it does not know.
func strict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	return decoder.Decode(into)
}

func (v *vault) fill(n *namespace, s seedNamespace) error {
	for name, p := range s.Policies {
		if err := p.Path.check(); err != nil {
			return fmt.Errorf("policy %q: %w", name, err)
		}
		n.policies[name] = p.Path
	}
	for path, m := range s.Mounts {
		path = strings.TrimSuffix(path, "/") + "/"
		e, err := m.engine()
		if err != nil {
			return fmt.Errorf("mount %q: %w", path, err)
		}
		if m.Options == nil {
			m.Options = map[string]string{}
		}
		n.mount(path, m.Type, e).options = m.Options
	}
	for _, t := range s.Tokens {
		if t.ID == "" {
			return fmt.Errorf("a token has no id")
		}
		slices.Sort(t.Policies)
		v.addToken(&token{
			id: t.ID, namespace: n, policies: t.Policies, path: "auth/token/create", displayName: "token", ttl: time.Duration(t.TTL),
			period: time.Duration(t.Period), uses: t.NumUses, renewable: t.Renewable == nil || *t.Renewable, seeded: true,
		})
	}
	return nil
}

func (m seedMount) engine() (engine, error) {
	switch m.Type {
	case "kv":
		if m.Options["version"] == "2" {
			return m.kv2(), nil
		}
		if m.Data == nil {
			m.Data = map[string]object{}
		}
		return &kv1{secrets: m.Data}, nil
	case "database", "aws":
		roles := map[string]credentialsRole{}
		if err := m.readRoles(&roles); err != nil {
			return nil, err
		}
		if m.Type == "aws" {
			return aws(roles), nil
		}
		return database(roles), nil
	case "approle":
		a := &appRole{}
		if err := m.readRoles(&a.roles); err != nil {
			return nil, err
		}
		for _, role := range a.roles {
			for _, s := range role.SecretIDs {
				s.created, s.accessor = time.Now(), randomUUID()
			}
		}
		return a, nil
	case "jwt":
		a := &jwtAuth{boundIssuer: m.BoundIssuer, defaultRole: m.DefaultRole}
		return a, m.readRoles(&a.roles)
	}
	return nil, fmt.Errorf("unknown type %q", m.Type)
}

func (m seedMount) readRoles(into any) error {
	if m.Roles == nil {
		return nil
	}
	return strict(m.Roles, into)
}

func (m seedMount) kv2() *kv2 {
	k := &kv2{secrets: map[string]*versions{}}
	now := time.Now()
	for path, data := range m.Data {
		k.secrets[path] = &versions{created: now, versions: []*kvVersion{{data: floats(data), created: now}}}
	}
	return k
}
