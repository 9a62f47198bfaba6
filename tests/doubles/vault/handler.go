package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// defaultMaxRequestSize is Vault's (vault/core.go, DefaultMaxRequestSize).
const defaultMaxRequestSize = 32 << 20

// handler is the API, as a node serves it that is active or on standby.
func (v *vault) handler(o *options, standby bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, o.maxRequestSize)
		if o.requestHeader && !slices.Equal(r.Header["X-Vault-Request"], []string{"true"}) {
			writeError(w, fail(http.StatusPreconditionFailed, "missing %q header", "X-Vault-Request"))
			return
		}
		path, found := strings.CutPrefix(r.URL.Path, "/v1/")
		if !found {
			http.NotFound(w, r)
			return
		}
		data, err := input(r) // before the lock: a slow client holds up nobody
		if err != nil {
			writeError(w, err)
			return
		}
		v.mu.Lock()
		defer v.mu.Unlock()
		if v.serveSystem(w, r, path, standby, data) {
			return
		}
		switch {
		case v.sealed:
			writeError(w, sealedError)
		case standby:
			redirect(w, r, v.active)
		default:
			v.sweep(time.Now())
			v.serve(w, r, path, data)
		}
	})
}

// redirect sends the client to the active node (http/handler.go, respondStandby).
func redirect(w http.ResponseWriter, r *http.Request, active string) {
	to, err := url.Parse(active)
	if err != nil {
		panic(err) // an address of our own: this is a bug
	}
	to.Path, to.RawQuery = r.URL.Path, r.URL.RawQuery
	w.Header().Set("Location", to.String())
	w.WriteHeader(http.StatusTemporaryRedirect)
}

// input is the body of a write, or the query of anything else.
func input(r *http.Request) (object, error) {
	data := object{}
	if op := operation(r); op != opUpdate && op != opPatch {
		for name, values := range r.URL.Query() {
			data[name] = values[0]
		}
		return data, nil
	}
	decoder := json.NewDecoder(r.Body)
	decoder.UseNumber()
	err := decoder.Decode(&data)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, fail(http.StatusRequestEntityTooLarge, "failed to parse JSON input: http: request body too large")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fail(http.StatusInternalServerError, "malformed JSON, unclosed containers")
	case err != nil && !errors.Is(err, io.EOF):
		return nil, fail(http.StatusBadRequest, "error parsing JSON: failed to parse JSON input: %v", err)
	}
	return data, nil
}

func (v *vault) serve(w http.ResponseWriter, r *http.Request, path string, data object) {
	request := &request{id: randomUUID(), operation: operation(r), data: data}
	answer, err := v.answer(request, r, path)
	switch {
	case err != nil:
		writeError(w, err)
	case answer.unwraps != nil:
		send(w, answer.unwraps)
	default:
		send(w, v.render(request, answer))
	}
}

// answer does what Vault's core does for a request: namespace, token, policies, and then the mount.
func (v *vault) answer(request *request, r *http.Request, path string) (*response, error) {
	if request.operation == "" {
		return nil, &apiError{status: http.StatusMethodNotAllowed}
	}
	if err := v.locate(request, r.Header.Get("X-Vault-Namespace"), path); err != nil {
		return nil, err
	}
	if text := r.Header.Get("X-Vault-Wrap-Ttl"); text != "" {
		ttl, err := parseDuration(text)
		switch {
		case err != nil:
			return nil, fail(400, "error parsing X-Vault-Wrap-TTL header: %v", err)
		case ttl < 0:
			return nil, fail(400, "error parsing X-Vault-Wrap-TTL header: requested wrap ttl cannot be negative")
		}
		request.wrap = ttl
	}
	if request.operation == opUpdate && strings.HasSuffix(request.path, "/") {
		return nil, fail(400, "cannot write to a path ending in '/'")
	}
	id := r.Header.Get("X-Vault-Token")
	if id == "" {
		id, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	}
	request.tokenID, request.token = id, v.tokens[id]

	m, rest := request.namespace.find(request.path)
	request.rest, request.open = rest, open(m, rest)
	if !request.open {
		if request.path == "sys/wrapping/unwrap" && request.tokenID == "" && request.text("token") == "" {
			return nil, fail(403, "error validating wrapping token: token is empty")
		}
		if strings.HasPrefix(request.path, "sys/wrapping/") && rest != "wrapping/wrap" && v.wrappingToken(request) == nil {
			return nil, invalidWrapping
		}
		if err := v.authorize(request, m); err != nil {
			return nil, err
		}
	}
	if m == nil {
		return nil, fail(404, "no handler for route %q. route entry not found.", request.path)
	}
	answer, err := m.engine.handle(v, m, request)
	switch {
	case err != nil:
		return nil, err
	case answer == nil && (request.operation == opRead || request.operation == opList):
		return nil, notFound
	case answer == nil:
		answer = &response{status: http.StatusNoContent, empty: true}
	}
	return answer, nil
}

// locate finds the namespace, which is named by the header, by the beginning of the path, or by both.
func (v *vault) locate(request *request, header, path string) error {
	name := ""
	if header = strings.Trim(header, "/"); header != "" && header != "root" {
		name = header + "/"
	}
	deepest := name
	for other := range v.namespaces {
		if below, found := strings.CutPrefix(other, name); found && strings.HasPrefix(path, below) && len(other) > len(deepest) {
			deepest = other
		}
	}
	path = strings.TrimPrefix(path, strings.TrimPrefix(deepest, name))
	request.namespace, request.path = v.namespaces[deepest], path
	if request.namespace == nil {
		return fail(404, "no handler for route %q. route entry not found.", path)
	}
	if request.operation == opList && !strings.HasSuffix(path, "/") {
		request.path += "/"
	}
	return nil
}

// open are the paths that need no token.
func open(m *mount, rest string) bool {
	if m == nil {
		return false
	}
	switch m.kind {
	case "approle", "jwt":
		return rest == "login"
	case "system":
		return rest == "wrapping/lookup" || strings.HasPrefix(rest, "internal/ui/mounts/")
	}
	return false
}

// authorize checks that the token may do it, and uses it up by one.
func (v *vault) authorize(r *request, m *mount) error {
	if err := r.authenticated(); err != nil {
		return err
	}
	operation := r.operation
	if creator, is := engineOf(m).(interface{ exists(rest string) bool }); is && operation == opUpdate && !creator.exists(r.rest) {
		operation = opCreate
	}
	// A wrapping token may be used in any namespace, and only to unwrap.
	path := r.namespace.path + r.path
	if r.token.wrapped != nil {
		path = r.token.namespace.path + r.path
	}
	allowed := v.acl(r.token).allows(operation, path, r.wrap)
	if t := r.token; t.uses > 0 {
		if t.uses--; t.uses == 0 {
			t.uses = -1
			delete(v.tokens, t.id)
			if t.wrapped == nil {
				defer v.revokeToken(t.id)
			}
		}
	}
	if !allowed {
		return denied
	}
	return nil
}

func engineOf(m *mount) engine {
	if m == nil {
		return nil
	}
	return m.engine
}
