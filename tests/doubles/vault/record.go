package main

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// record is what tests read about the requests there were: never a value, a token or a query.
type record struct {
	mu          sync.Mutex
	log         []*entry
	byPath      map[string]int
	connections int
	active      int
	mostActive  int
}

type entry struct {
	Time          string `json:"time"`
	Listener      string `json:"listener"`
	Connection    string `json:"connection"` // the client's address: the same for requests over the same connection
	Protocol      string `json:"protocol"`
	TLS           bool   `json:"tls"`
	Method        string `json:"method"`
	Path          string `json:"path"`
	Namespace     string `json:"namespace"`
	Authenticated bool   `json:"authenticated"` // a token came with it
	RequestHeader bool   `json:"request_header"`
	WrapTTL       string `json:"wrap_ttl"`
	UserAgent     string `json:"user_agent"`
	Status        int    `json:"status"` // 0: none was sent
	Bytes         int    `json:"bytes"`
	Milliseconds  int64  `json:"ms"`
}

func newRecord() *record { return &record{byPath: map[string]int{}} }

func (c *record) handler(listener string, inside http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		e := &entry{
			Time: began.UTC().Format(time.RFC3339Nano), Listener: listener, Connection: r.RemoteAddr, Protocol: r.Proto, TLS: r.TLS != nil,
			Method: r.Method, Path: shortPath(r), Namespace: r.Header.Get("X-Vault-Namespace"),
			Authenticated: r.Header.Get("X-Vault-Token") != "" || r.Header.Get("Authorization") != "",
			RequestHeader: r.Header.Get("X-Vault-Request") == "true", WrapTTL: r.Header.Get("X-Vault-Wrap-Ttl"), UserAgent: r.UserAgent(),
		}
		c.began(e)
		counted := &counter{ResponseWriter: w}
		defer func() { // also when the handler ends in a panic, as one that cuts off its answer does
			c.ended(e, counted, time.Since(began))
		}()
		inside.ServeHTTP(counted, r)
	})
}

// shortPath is a path as tests write it: without /v1/.
func shortPath(r *http.Request) string {
	return strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/"), "v1/")
}

func (c *record) began(e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.log = append(c.log, e)
	c.byPath[e.Path]++
	c.active++
	c.mostActive = max(c.mostActive, c.active)
}

func (c *record) ended(e *entry, sent *counter, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e.Status, e.Bytes, e.Milliseconds = sent.status, sent.bytes, took.Milliseconds()
	c.active--
}

func (c *record) connected() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.connections++
}

func (c *record) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.log, c.byPath, c.connections, c.mostActive = nil, map[string]int{}, 0, c.active
}

func (c *record) counts() object {
	c.mu.Lock()
	defer c.mu.Unlock()
	paths := object{}
	for path, n := range c.byPath {
		paths[path] = n
	}
	return object{
		"requests": len(c.log), "by_path": paths, "connections": c.connections, "most_at_once": c.mostActive,
	}
}

func (c *record) entries() []entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := []entry{}
	for _, e := range c.log {
		list = append(list, *e)
	}
	return list
}

// counter notes what an answer was.
type counter struct {
	http.ResponseWriter
	status, bytes int
}

func (c *counter) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

func (c *counter) Write(data []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(data)
	c.bytes += n
	return n, err
}

func (c *counter) Flush() { c.ResponseWriter.(http.Flusher).Flush() }
