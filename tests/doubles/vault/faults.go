package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ryanuber/go-glob"
)

// fault is something that goes wrong with the next requests that it fits.
type fault struct {
	Path   string `json:"path"`   // without /v1/; a * stands for any text; empty: every path
	Method string `json:"method"` // empty: every method
	Skip   int    `json:"skip"`   // so many fitting requests go well before it
	Times  int    `json:"times"`  // then so many do not; 0: all
	Kind   string `json:"kind"`   // below
	After  bool   `json:"after"`  // the request takes effect first, and only its answer suffers

	Status     int    `json:"status"`      // status: what is answered
	RetryAfter string `json:"retry_after"` // status: its header of that name
	Bytes      int    `json:"bytes"`       // huge: how many; truncate: how many arrive (0: half)
	Delay      int    `json:"delay_ms"`    // delay: before the answer; drip: before each byte
	Seed       uint64 `json:"seed"`        // mutate: the first body's; the next has the next

	hits int
}

// The kinds of faults.
const (
	faultStatus   = "status"   // an error status in Vault's form
	faultReset    = "reset"    // the connection is reset
	faultClose    = "close"    // the connection is closed without an answer
	faultHang     = "hang"     // no answer, ever
	faultDelay    = "delay"    // a late answer
	faultDrip     = "drip"     // an answer that comes byte by byte
	faultTruncate = "truncate" // an answer that ends too early
	faultHuge     = "huge"     // a well-formed answer of many bytes
	faultJSON     = "json"     // an answer that is no JSON
	faultMutate   = "mutate"   // an answer with random changes
	faultHTML     = "html"     // a proxy's page in place of the answer, status 200
)

// faults are those that are set; the first that fits is the one that happens.
type faults struct {
	mu  sync.Mutex
	set []*fault
}

func (f *fault) check() error {
	switch f.Kind {
	case faultStatus:
		if f.Status < 300 || f.Status > 599 {
			return fmt.Errorf("status %d is none to fail with", f.Status)
		}
	case faultHuge:
		if f.Bytes <= 0 {
			return fmt.Errorf("how many bytes?")
		}
	case faultDelay, faultDrip:
		if f.Delay <= 0 {
			return fmt.Errorf("delay_ms must be positive")
		}
	case faultReset, faultClose, faultHang, faultTruncate, faultJSON, faultMutate, faultHTML:
	default:
		return fmt.Errorf("unknown kind %q", f.Kind)
	}
	return nil
}

func (s *faults) add(f *fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set = append(s.set, f)
}

func (s *faults) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set = nil
}

// next takes the fault for a request, and the seed of its mutation.
func (s *faults) next(method, path string) (*fault, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.set {
		if f.Method != "" && f.Method != method || f.Path != "" && !glob.Glob(f.Path, path) {
			continue
		}
		if f.Times > 0 && f.hits >= f.Skip+f.Times {
			continue
		}
		if f.hits++; f.hits <= f.Skip {
			return nil, 0
		}
		return f, f.Seed + uint64(f.hits-f.Skip-1)
	}
	return nil, 0
}

// handler lets requests fail before they reach inside, or spoils its answers.
func (s *faults) handler(inside http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, seed := s.next(r.Method, shortPath(r))
		if f == nil {
			inside.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		if f.After || f.spoils() {
			inside.ServeHTTP(answer, r)
		}
		f.happen(w, r, answer, seed)
	})
}

// spoils says whether the fault needs the true answer.
func (f *fault) spoils() bool {
	switch f.Kind {
	case faultDelay, faultDrip, faultTruncate, faultMutate:
		return true
	}
	return false
}

func (f *fault) happen(w http.ResponseWriter, r *http.Request, answer *httptest.ResponseRecorder, seed uint64) {
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	body := answer.Body.Bytes()
	switch f.Kind {
	case faultStatus:
		if f.RetryAfter != "" {
			w.Header().Set("Retry-After", f.RetryAfter)
		}
		writeError(w, fail(f.Status, "injected: %s", http.StatusText(f.Status)))
	case faultReset:
		connectionOf(r).reset()
	case faultClose:
		panic(http.ErrAbortHandler)
	case faultHang:
		<-r.Context().Done()
	case faultDelay:
		sleep(r, time.Duration(f.Delay)*time.Millisecond)
		send(w, &stored{answer.Code, body})
	case faultDrip:
		f.drip(w, r, answer.Code, body)
	case faultTruncate:
		f.truncate(w, answer.Code, body)
	case faultHuge:
		write(w, http.StatusOK, object{"request_id": randomUUID(), "data": object{"data": object{"filler": strings.Repeat("x", f.Bytes)}}})
	case faultJSON:
		send(w, &stored{http.StatusOK, []byte(`{"data": {"data": {"value": "never closed`)})
	case faultMutate:
		send(w, &stored{answer.Code, mutate(body, seed)})
	case faultHTML:
		w.Header().Set("Content-Type", "text/html")
		send(w, &stored{http.StatusOK, []byte("<html><title>Sign in</title></html>\n")})
	}
}

func sleep(r *http.Request, d time.Duration) {
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	}
}

func (f *fault) drip(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.WriteHeader(status)
	for i := range body {
		sleep(r, time.Duration(f.Delay)*time.Millisecond)
		if _, err := w.Write(body[i : i+1]); err != nil {
			return
		}
		w.(http.Flusher).Flush()
	}
}

// truncate promises the whole body and then ends the connection (HTTP/1.1) or the stream (HTTP/2).
func (f *fault) truncate(w http.ResponseWriter, status int, body []byte) {
	n := f.Bytes
	if n <= 0 || n > len(body) {
		n = len(body) / 2
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body[:n]) //nolint:errcheck // as in send
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

// mutate changes a body at random places; the same seed makes the same changes.
func mutate(body []byte, seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, 1))
	body = bytes.Clone(body)
	pieces := []string{`"`, `\`, `\u0000`, `\ud800`, `{`, `}`, `[`, `]`, `,`, `:`, `null`, `1e999`, "\x00", "\xff", `"data":`, `{"data":{"data":`, `-0`, `9223372036854775808`}
	for range 1 + random.IntN(8) {
		at := random.IntN(len(body) + 1)
		rest := len(body) - at
		switch random.IntN(6) {
		case 0: // one bit
			if rest > 0 {
				body[at] ^= 1 << random.IntN(8)
			}
		case 1: // a piece of JSON more
			body = append(body[:at:at], append([]byte(pieces[random.IntN(len(pieces))]), body[at:]...)...)
		case 2: // something less
			body = append(body[:at:at], body[at+random.IntN(rest+1):]...)
		case 3: // something twice
			n := random.IntN(rest + 1)
			body = append(body[:at+n:at+n], body[at:]...)
		case 4: // any byte
			if rest > 0 {
				body[at] = byte(random.IntN(256))
			}
		case 5: // deep
			body = append(body[:at:at], append(bytes.Repeat([]byte{'['}, random.IntN(5000)), body[at:]...)...)
		}
	}
	return body
}
