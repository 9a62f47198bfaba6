package main

import (
	"slices"
	"time"
)

type token struct {
	id, accessor string
	namespace    *namespace
	policies     []string
	path         string // of the request that made it
	displayName  string
	meta         map[string]string
	created      time.Time
	ttl          time.Duration // 0: never expires, as root's
	maxTTL       time.Duration
	period       time.Duration
	expires      time.Time
	renewed      time.Time
	renewable    bool
	uses         int // left; 0: no limit
	seeded       bool
	parent       string
	wrapped      *wrapped // what it unwraps, once
	cubbyhole    map[string]map[string]any
}

func (t *token) expired(now time.Time) bool { return t.ttl > 0 && !t.expires.After(now) }

func (t *token) left(now time.Time) int {
	if t.ttl == 0 {
		return 0
	}
	return max(0, int(t.expires.Sub(now).Seconds()))
}

// addToken fills in what a new token is given by the server.
func (v *vault) addToken(t *token) *token {
	now := time.Now()
	if t.id == "" {
		t.id = "hvs.CAES" + randomText(87, base62) // as long as Vault's are
	}
	t.accessor, t.created = randomText(24, base62), now
	if t.period > 0 {
		t.ttl = t.period
	}
	if t.maxTTL == 0 || t.maxTTL > maxLease {
		t.maxTTL = maxLease
	}
	t.ttl = min(t.ttl, t.maxTTL)
	t.expires = now.Add(t.ttl)
	v.tokens[t.id] = t
	return t
}

// issue makes a token at a login and gives the answer to it.
func (v *vault) issue(m *mount, r *request, settings tokenSettings, displayName string, meta map[string]string) (*response, error) {
	policies := append([]string{"default"}, settings.TokenPolicies...)
	slices.Sort(policies)
	t := v.addToken(&token{
		namespace: m.namespace, policies: slices.Compact(policies), path: r.path, displayName: displayName, meta: meta,
		ttl: settings.ttl(), maxTTL: time.Duration(settings.TokenMaxTTL), period: time.Duration(settings.TokenPeriod),
		renewable: true, uses: settings.TokenNumUses,
	})
	return &response{auth: t}, nil
}

// tokenSettings are the parameters that all auth methods' roles share.
type tokenSettings struct {
	TokenPolicies []string `json:"token_policies"`
	TokenTTL      duration `json:"token_ttl"`
	TokenMaxTTL   duration `json:"token_max_ttl"`
	TokenPeriod   duration `json:"token_period"`
	TokenNumUses  int      `json:"token_num_uses"`
}

func (s tokenSettings) ttl() time.Duration {
	if s.TokenTTL == 0 {
		return defaultLease
	}
	return time.Duration(s.TokenTTL)
}

// revokeToken takes its leases and its children with it.
func (v *vault) revokeToken(id string) {
	delete(v.tokens, id)
	for lease, l := range v.leases {
		if l.token == id {
			delete(v.leases, lease)
		}
	}
	for child, t := range v.tokens {
		if t.parent == id {
			v.revokeToken(child)
		}
	}
}

// tokenStore is auth/token.
type tokenStore struct{}

func (*tokenStore) handle(v *vault, _ *mount, r *request) (*response, error) {
	switch r.rest {
	case "lookup-self":
		if r.operation == opRead || r.operation == opUpdate {
			return &response{data: r.token.describe()}, nil
		}
	case "lookup":
		t := v.tokens[r.text("token")]
		if t == nil {
			return nil, fail(403, "bad token")
		}
		return &response{data: t.describe()}, nil
	case "revoke-self":
		if r.operation == opUpdate {
			v.revokeToken(r.token.id)
			return nil, nil
		}
	case "revoke":
		if r.operation == opUpdate {
			if r.text("token") == "" {
				return nil, fail(400, "missing token ID")
			}
			v.revokeToken(r.text("token"))
			return nil, nil
		}
	case "renew-self":
		if r.operation == opUpdate {
			return r.token.renew(r)
		}
	case "create":
		if r.operation == opUpdate {
			return v.createToken(r)
		}
	default:
		return nil, unsupportedPath
	}
	return nil, unsupportedOperation
}

func (t *token) describe() object {
	now := time.Now()
	data := object{
		"id": t.id, "accessor": t.accessor, "policies": t.policies, "path": t.path, "meta": t.meta, "display_name": t.displayName,
		"num_uses": t.uses, "orphan": t.parent == "", "creation_time": t.created.Unix(), "creation_ttl": int(t.ttl.Seconds()),
		"expire_time": nil, "ttl": t.left(now), "explicit_max_ttl": 0, "entity_id": "", "type": "service",
		"renewable": t.renewable && t.ttl > 0, "issue_time": t.created.Format(time.RFC3339Nano),
	}
	if t.ttl > 0 {
		data["expire_time"] = t.expires.Format(time.RFC3339Nano)
	}
	if t.period > 0 {
		data["period"] = int(t.period.Seconds())
	}
	if t.namespace.path != "" {
		data["namespace_path"] = t.namespace.path
	}
	if !t.renewed.IsZero() {
		data["last_renewal"], data["last_renewal_time"] = t.renewed.Format(time.RFC3339Nano), t.renewed.Unix()
	}
	return data
}

// renew extends the token, never beyond its maximum; increment is the client's wish.
func (t *token) renew(r *request) (*response, error) {
	if !t.renewable || t.ttl == 0 {
		return nil, fail(400, "lease is not renewable")
	}
	increment, err := r.duration("increment")
	if err != nil {
		return nil, err
	}
	now := time.Now()
	if increment == 0 || t.period > 0 {
		increment = t.ttl
	}
	t.renewed, t.expires = now, now.Add(increment)
	if last := t.created.Add(t.maxTTL); t.period == 0 && t.expires.After(last) {
		t.expires = last
	}
	return &response{auth: t}, nil
}

func (v *vault) createToken(r *request) (*response, error) {
	ttl, err := r.duration("ttl")
	if err != nil {
		return nil, err
	}
	period, err := r.duration("period")
	if err != nil {
		return nil, err
	}
	policies := r.texts("policies")
	switch {
	case len(policies) == 0:
		policies = r.token.policies
	case !slices.Contains(r.token.policies, rootPolicy):
		for _, name := range policies {
			if !slices.Contains(r.token.policies, name) {
				return nil, fail(400, "child policies must be subset of parent")
			}
		}
	}
	if ttl == 0 && !slices.Contains(policies, rootPolicy) {
		ttl = defaultLease
	}
	if !slices.Contains(policies, rootPolicy) && !slices.Contains(policies, "default") {
		policies = append([]string{"default"}, policies...)
	}
	slices.Sort(policies)
	t := v.addToken(&token{
		namespace: r.namespace, policies: policies, path: r.path, displayName: "token", parent: r.token.id, ttl: ttl,
		period: period, renewable: true, uses: r.number("num_uses"),
	})
	return &response{auth: t}, nil
}
