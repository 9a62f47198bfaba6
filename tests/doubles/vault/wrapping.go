package main

import (
	"time"
)

// wrapped is a response that a token stands for until it is unwrapped or expires.
type wrapped struct {
	answer  *stored
	created time.Time
	ttl     time.Duration
	path    string // of the request whose answer it is
}

// stored is an answer ready to be sent.
type stored struct {
	status int
	body   []byte
}

var invalidWrapping = &apiError{status: 400, messages: []string{"wrapping token is not valid or does not exist"}}

// wrapUp keeps an answer back and gives what the client gets in its place.
func (v *vault) wrapUp(r *request, answer *stored, wrappedAccessor string) object {
	now := time.Now()
	t := v.addToken(&token{
		namespace: r.namespace, policies: []string{wrappingPolicy}, path: r.path, ttl: r.wrap, maxTTL: r.wrap, uses: 1,
		wrapped: &wrapped{answer: answer, created: now, ttl: r.wrap, path: r.path},
	})
	info := object{
		"token": t.id, "accessor": t.accessor, "ttl": int(r.wrap.Seconds()), "creation_time": now.Format(time.RFC3339Nano),
		"creation_path": r.path,
	}
	if wrappedAccessor != "" {
		info["wrapped_accessor"] = wrappedAccessor
	}
	return info
}

// handleWrapping is sys/wrapping. Who unwraps names the token in the body, or comes with it as his own.
func (v *vault) handleWrapping(r *request, action string) (*response, error) {
	if action == "wrap" {
		if r.operation != opUpdate {
			return nil, unsupportedOperation
		}
		if r.wrap == 0 {
			return nil, fail(400, "endpoint requires response wrapping to be used")
		}
		return &response{data: r.data}, nil
	}
	t := v.wrappingToken(r)
	if t == nil {
		return nil, invalidWrapping
	}
	switch action {
	case "lookup":
		return &response{data: object{
			"creation_path": t.wrapped.path, "creation_time": t.wrapped.created.Format(time.RFC3339Nano),
			"creation_ttl": int(t.wrapped.ttl.Seconds()),
		}}, nil
	case "unwrap":
		answer := t.wrapped.answer
		v.revokeToken(t.id)
		return &response{unwraps: answer}, nil
	}
	return nil, unsupportedPath
}

func (v *vault) wrappingToken(r *request) *token {
	t := r.token
	if id := r.text("token"); id != "" {
		t = v.tokens[id]
	}
	if t == nil || t.wrapped == nil {
		return nil
	}
	return t
}

// cubbyhole is each token's own place for values.
type cubbyhole struct{}

func (*cubbyhole) handle(_ *vault, _ *mount, r *request) (*response, error) {
	switch r.operation {
	case opRead:
		if data := r.token.cubbyhole[r.rest]; data != nil {
			return &response{data: data}, nil
		}
		return nil, notFound
	case opUpdate:
		if r.token.cubbyhole == nil {
			r.token.cubbyhole = map[string]map[string]any{}
		}
		r.token.cubbyhole[r.rest] = r.data
		return nil, nil
	case opDelete:
		delete(r.token.cubbyhole, r.rest)
		return nil, nil
	}
	return nil, unsupportedOperation
}
