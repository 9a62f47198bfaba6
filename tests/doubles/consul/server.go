package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strings"
	"sync"
	"time"
)

const maxValue = 512 * 1024 // kv_max_value_size, where nothing else is configured

// settings is what tests may change on the way.
type settings struct {
	Speed  int  `json:"speed"`  // sessions end so many times sooner; 0: as they should
	Expire bool `json:"expire"` // all sessions end now
}

// request is what is asked for with a session.
type request struct {
	Name, TTL, Behavior string
	LockDelay           json.RawMessage
	NodeChecks, Checks  []string
}

// session is one, as the API gives it.
type session struct {
	ID, Name, Node, TTL, Behavior string
	LockDelay                     time.Duration
	NodeChecks, ServiceChecks     []string
	CreateIndex, ModifyIndex      uint64

	ttl  time.Duration
	ends time.Time // zero: never
}

// entry is a key, as the API gives it.
type entry struct {
	LockIndex   uint64
	Key         string
	Flags       uint64
	Value       []byte
	Session     string `json:",omitempty"`
	CreateIndex uint64
	ModifyIndex uint64
}

type server struct {
	token    string
	settings settings

	mu       sync.Mutex
	index    uint64 // of the last write
	sessions map[string]*session
	keys     map[string]*entry
	delayed  map[string]time.Time // keys that cannot be locked until then
}

func newServer(token string) *server {
	return &server{token: token, index: 10, sessions: map[string]*session{}, keys: map[string]*entry{}, delayed: map[string]time.Time{}}
}

// failure is an answer that is none.
type failure struct {
	status  int
	message string
}

func (f *failure) Error() string { return f.message }

func fail(status int, format string, args ...any) *failure {
	return &failure{status, fmt.Sprintf(format, args...)}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock() // one request at a time
	defer s.mu.Unlock()
	s.expire(time.Now())
	answer, failed := s.serve(r)
	if s.token != "" && r.Header.Get("X-Consul-Token") != s.token {
		failed = fail(http.StatusForbidden, "Permission denied")
	}
	if failed != nil {
		if failed.message == "" {
			w.WriteHeader(failed.status)
			return
		}
		http.Error(w, failed.message, failed.status)
		return
	}
	if raw, ok := answer.([]byte); ok {
		w.Header().Set("Content-Type", "text/plain")
		w.Write(raw) //nolint:errcheck // a recorder takes it all
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer) //nolint:errcheck // see above
}

func (s *server) serve(r *http.Request) (any, *failure) {
	path := strings.TrimPrefix(r.URL.Path, "/v1/")
	word, rest, _ := strings.Cut(path, "/")
	if word == "session" {
		verb, id, _ := strings.Cut(rest, "/")
		switch r.Method + " " + verb {
		case "PUT create":
			return s.create(r)
		case "PUT renew":
			return s.renew(id)
		case "PUT destroy":
			s.end(id)
			return true, nil
		case "GET info":
			if found := s.sessions[id]; found != nil {
				return []*session{found}, nil
			}
			return []*session{}, nil
		}
	}
	if word == "txn" && r.Method == http.MethodPut {
		return s.transact(r)
	}
	if word == "kv" && (rest != "" || r.Method == http.MethodGet) {
		switch r.Method {
		case http.MethodGet:
			return s.get(r, rest)
		case http.MethodPut:
			return s.put(r, rest)
		case http.MethodDelete:
			s.index++
			for name := range s.keys {
				if name == rest || r.URL.Query().Has("recurse") && strings.HasPrefix(name, rest) {
					delete(s.keys, name)
				}
			}
			return true, nil
		}
	}
	return nil, fail(http.StatusNotImplemented, "this double does not offer %s %s", r.Method, r.URL.Path)
}

func (s *server) create(r *http.Request) (any, *failure) {
	asked := request{Behavior: "release", NodeChecks: []string{"serfHealth"}}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil && err != io.EOF {
		return nil, fail(http.StatusBadRequest, "Request decode failed: %v", err)
	}
	made := &session{Name: asked.Name, Node: "double", TTL: asked.TTL, Behavior: asked.Behavior, NodeChecks: asked.NodeChecks}
	var failed *failure
	if made.LockDelay, failed = lockDelay(asked.LockDelay); failed != nil {
		return nil, failed
	}
	if made.TTL != "" {
		ttl, err := time.ParseDuration(made.TTL)
		if err != nil {
			return nil, fail(http.StatusInternalServerError, "Session TTL '%s' invalid: %v", made.TTL, err)
		}
		if ttl < 10*time.Second || ttl > 24*time.Hour {
			return nil, fail(http.StatusInternalServerError, "Invalid Session TTL '%d', must be between [10s=24h0m0s]", ttl)
		}
		made.ttl = ttl
	}
	if made.Behavior != "release" && made.Behavior != "delete" {
		return nil, fail(http.StatusInternalServerError, "Invalid Behavior setting '%s'", made.Behavior)
	}
	made.ID = newID()
	s.index++
	made.CreateIndex, made.ModifyIndex = s.index, s.index
	s.sessions[made.ID] = made
	s.extend(made)
	return map[string]string{"ID": made.ID}, nil
}

// lockDelay: a string is a duration; a small number, or one without a unit, is in seconds; 15 s where nothing is said.
func lockDelay(text json.RawMessage) (time.Duration, *failure) {
	if len(text) == 0 {
		return 15 * time.Second, nil
	}
	var number time.Duration
	var word string
	if json.Unmarshal(text, &word) == nil {
		var err error
		if number, err = time.ParseDuration(word); err != nil {
			return 0, fail(http.StatusBadRequest, "Request decode failed: %v", err)
		}
	} else if json.Unmarshal(text, &number) != nil {
		return 0, fail(http.StatusBadRequest, "Request decode failed: LockDelay")
	}
	if number < 1000 {
		number *= time.Second
	}
	return number, nil
}

func newID() string {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // never fails
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// extend lets the session last twice its TTL from now.
func (s *server) extend(of *session) {
	if of.ttl > 0 {
		of.ends = time.Now().Add(2 * of.ttl / time.Duration(max(s.settings.Speed, 1)))
	}
}

func (s *server) renew(id string) (any, *failure) {
	found := s.sessions[id]
	if found == nil {
		return nil, fail(http.StatusNotFound, "Session id '%s' not found", id)
	}
	s.extend(found)
	return []*session{found}, nil
}

func (s *server) expire(now time.Time) {
	for id, found := range s.sessions {
		if !found.ends.IsZero() && !now.Before(found.ends) {
			s.end(id)
		}
	}
}

// apply does what the settings ask for at once.
func (s *server) apply() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.settings.Expire {
		s.settings.Expire = false
		for id := range s.sessions {
			s.end(id)
		}
	}
}

// end ends a session and gives its keys back.
func (s *server) end(id string) {
	ended := s.sessions[id]
	if ended == nil {
		return
	}
	s.index++
	delete(s.sessions, id)
	for name, key := range s.keys {
		if key.Session != id {
			continue
		}
		if ended.Behavior == "delete" {
			delete(s.keys, name)
		} else {
			key.Session = ""
			key.ModifyIndex = s.index
		}
		if ended.LockDelay > 0 {
			s.delayed[name] = time.Now().Add(ended.LockDelay)
		}
	}
}

func (s *server) get(r *http.Request, name string) (any, *failure) {
	if r.URL.Query().Has("keys") {
		return s.list(name)
	}
	found := s.keys[name]
	if found == nil {
		return nil, fail(http.StatusNotFound, "")
	}
	if r.URL.Query().Has("raw") {
		return found.Value, nil
	}
	return []*entry{found}, nil
}

// list is the names of all keys that begin with prefix.
func (s *server) list(prefix string) (any, *failure) {
	var names []string
	for name := range s.keys {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	if names == nil {
		return nil, fail(http.StatusNotFound, "")
	}
	sort.Strings(names)
	return names, nil
}

func (s *server) put(r *http.Request, name string) (any, *failure) {
	value, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fail(http.StatusBadRequest, "%v", err)
	}
	if len(value) > maxValue {
		return nil, fail(http.StatusRequestEntityTooLarge, "Request body(%d bytes) too large, max size: %d bytes", len(value), maxValue)
	}
	query := r.URL.Query()
	if !isKey(name) {
		return nil, fail(http.StatusBadRequest, "key contains invalid character")
	}
	for key := range query {
		if key != "acquire" && key != "release" && key != "cas" {
			return nil, fail(http.StatusNotImplemented, "this double does not offer ?%s", key)
		}
	}
	found := s.keys[name]
	id := query.Get("acquire") + query.Get("release")
	there := "0"
	if found != nil {
		there = fmt.Sprint(found.ModifyIndex)
	}
	switch {
	case query.Has("cas") && query.Get("cas") != there:
		return false, nil
	case query.Has("acquire") && s.sessions[id] == nil:
		return nil, fail(http.StatusInternalServerError, "raft apply failed: invalid session \"%s\"", id)
	case query.Has("acquire") && (time.Now().Before(s.delayed[name]) || found != nil && found.Session != "" && found.Session != id):
		return false, nil
	case query.Has("release") && (found == nil || found.Session != id):
		return false, nil
	}
	s.index++
	if found == nil {
		found = &entry{Key: name, CreateIndex: s.index}
		s.keys[name] = found
	}
	if query.Has("acquire") && found.Session == "" {
		found.LockIndex++
		found.Session = id
	}
	if query.Has("release") {
		found.Session = ""
	}
	found.Value = value
	if len(value) == 0 {
		found.Value = nil // as JSON: null
	}
	found.ModifyIndex = s.index
	return true, nil
}
