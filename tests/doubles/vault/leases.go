package main

import (
	"time"
)

// lease is a dynamic secret's; it ends with the token that it was given to.
type lease struct {
	id        string
	token     string
	ttl       time.Duration
	max       time.Duration
	issued    time.Time
	renewed   time.Time
	expires   time.Time
	renewable bool
}

// addLease gives a secret of a path to a token.
func (v *vault) addLease(r *request, ttl, most time.Duration, renewable bool) *lease {
	now := time.Now()
	if ttl == 0 {
		ttl = defaultLease
	}
	if most == 0 || most > maxLease {
		most = maxLease
	}
	ttl = min(ttl, most)
	l := &lease{
		id: r.namespace.path + r.path + "/" + randomText(24, base62), token: r.token.id, ttl: ttl, max: most, issued: now,
		expires: now.Add(ttl), renewable: renewable,
	}
	v.leases[l.id] = l
	return l
}

// handleLeases is sys/leases and its older names.
func (v *vault) handleLeases(r *request, action, inPath string) (*response, error) {
	if r.operation != opUpdate {
		return nil, unsupportedOperation
	}
	id := r.text("lease_id")
	if id == "" {
		id = inPath
	}
	if id == "" {
		return nil, fail(400, "lease_id must be specified")
	}
	l := v.leases[id]
	switch action {
	case "revoke":
		delete(v.leases, id)
		if sync, is := r.data["sync"].(bool); is && !sync {
			return &response{status: 202, empty: true}, nil
		}
		return nil, nil
	case "renew":
		if l == nil {
			return nil, fail(400, "lease not found")
		}
		if !l.renewable {
			return nil, fail(400, "lease is not renewable")
		}
		increment, err := r.duration("increment")
		if err != nil {
			return nil, err
		}
		return l.renew(increment), nil
	case "lookup":
		if l == nil {
			return nil, fail(400, "invalid lease")
		}
		data := object{
			"id": l.id, "issue_time": l.issued.Format(time.RFC3339Nano), "expire_time": l.expires.Format(time.RFC3339Nano),
			"last_renewal": nil, "renewable": l.renewable, "ttl": int(time.Until(l.expires).Seconds()),
		}
		if !l.renewed.IsZero() {
			data["last_renewal"] = l.renewed.Format(time.RFC3339Nano)
		}
		return &response{data: data}, nil
	}
	return nil, unsupportedPath
}

func (l *lease) renew(increment time.Duration) *response {
	now := time.Now()
	if increment == 0 {
		increment = l.ttl
	}
	l.renewed, l.expires = now, now.Add(increment)
	if last := l.issued.Add(l.max); l.expires.After(last) {
		l.expires = last
	}
	return &response{lease: l}
}
