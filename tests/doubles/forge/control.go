package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"
)

// fault is something that goes wrong with the next requests that it fits.
type fault struct {
	Method     string `json:"method"`      // empty: every method
	Kind       string `json:"kind"`        // below
	Skip       int    `json:"skip"`        // so many fitting requests go well before it
	Times      int    `json:"times"`       // then so many do not; 0: all
	After      bool   `json:"after"`       // the request takes effect first, and only its answer suffers
	Status     int    `json:"status"`      // status: what is answered
	RetryAfter int    `json:"retry_after"` // secondary: its header in seconds; 0: none. primary: -1 leaves out GitLab's
	ResetIn    int    `json:"reset_in"`    // primary: seconds until there is a new quota

	hits int
}

const (
	faultPrimary   = "primary"   // the quota is used up (GitLab: Rack::Attack)
	faultSecondary = "secondary" // too much at once (GitLab: a limit of the application's own)
	faultStatus    = "status"    // an error status with a page of a proxy's
	faultReset     = "reset"     // the connection is reset
	faultHTML      = "html"      // a proxy's page in place of the answer, status 200
	faultElsewhere = "elsewhere" // a next page on another host
)

func (f *fault) check() error {
	switch f.Kind {
	case faultPrimary, faultSecondary, faultReset, faultHTML, faultElsewhere:
		return nil
	case faultStatus:
		if f.Status >= 300 && f.Status <= 599 {
			return nil
		}
		return fmt.Errorf("status %d is none to fail with", f.Status)
	}
	return fmt.Errorf("unknown kind %q", f.Kind)
}

// next takes the fault for a request; the caller holds the lock.
func (f *forge) next(method string) *fault {
	for _, fault := range f.faults {
		if fault.Method != "" && fault.Method != method || fault.Times > 0 && fault.hits >= fault.Skip+fault.Times {
			continue
		}
		if fault.hits++; fault.hits > fault.Skip {
			return fault
		}
		return nil
	}
	return nil
}

// spoiled stands between a listener and a host: it notes requests, one at a time, and lets faults happen.
func (f *forge) spoiled(host string, inside http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.log = append(f.log, entry{r.Method, r.URL.RequestURI()})
		fault := f.next(r.Method)
		if fault == nil {
			inside.ServeHTTP(w, r)
			return
		}
		if fault.After {
			inside.ServeHTTP(httptest.NewRecorder(), r)
		}
		fault.happen(host, w)
	})
}

func (f *fault) happen(host string, w http.ResponseWriter) {
	reset := time.Now().Add(time.Duration(f.ResetIn) * time.Second)
	page := func(status int) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		fmt.Fprintln(w, "<html><title>A proxy</title></html>")
	}
	switch f.Kind {
	case faultPrimary:
		if host == "github" {
			w.Header().Set("X-RateLimit-Remaining", "0")
			w.Header().Set("X-RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10))
			githubError(w, http.StatusForbidden, "API rate limit exceeded for installation ID 1.")
			return
		}
		w.Header().Set("RateLimit-Remaining", "0")
		w.Header().Set("RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10))
		if f.RetryAfter >= 0 { // some answers of GitLab's have none (gitlab-org/gitlab, issue 199738)
			w.Header().Set("Retry-After", strconv.Itoa(f.ResetIn))
		}
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprintln(w, "Retry later")
	case faultSecondary:
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		}
		if host == "github" {
			w.Header().Set("X-RateLimit-Remaining", "4000")
			githubError(w, http.StatusForbidden, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.")
			return
		}
		write(w, http.StatusTooManyRequests, object{"message": object{"error": "This endpoint has been requested too many times. Try again later."}})
	case faultStatus:
		page(f.Status)
	case faultHTML:
		page(http.StatusOK)
	case faultElsewhere:
		w.Header().Set("Link", `<http://127.0.0.2:9/next?page=2>; rel="next"`)
		write(w, http.StatusOK, []object{})
	case faultReset:
		connection, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		connection.(*net.TCPConn).SetLinger(0) //nolint:errcheck // then it is closed, which fails as well
		connection.Close()
	}
}

// control is how a test speaks with the double itself. ../README.md lists it.
func (f *forge) control() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, serve func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			f.mu.Lock()
			defer f.mu.Unlock()
			answer, err := serve(r)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			write(w, http.StatusOK, answer)
		})
	}
	handle("GET /log", func(*http.Request) (any, error) { return append([]entry{}, f.log...), nil })
	handle("GET /comments/{host}", func(r *http.Request) (any, error) {
		return append([]*comment{}, f.comments[r.PathValue("host")]...), nil
	})
	handle("POST /comments/{host}", func(r *http.Request) (any, error) {
		wanted := struct {
			Body   string `json:"body"`
			System bool   `json:"system"`
			Times  int    `json:"times"`
		}{Times: 1}
		if err := read(r, &wanted); err != nil {
			return nil, err
		}
		for range wanted.Times {
			f.add(r.PathValue("host"), wanted.Body, wanted.System)
		}
		return f.lastID, nil
	})
	handle("POST /faults", func(r *http.Request) (any, error) {
		wanted := &fault{}
		if err := read(r, wanted); err != nil {
			return nil, err
		}
		if err := wanted.check(); err != nil {
			return nil, err
		}
		f.faults = append(f.faults, wanted)
		return len(f.faults), nil
	})
	return mux
}

// read decodes a request of a test's strictly: a misspelt key would be a fault that never happens.
func read(r *http.Request, into any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
