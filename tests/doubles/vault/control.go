package main

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// control is how a test speaks with the double itself, on a listener of its own. README.md lists it.
func (s *server) control() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, serve func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			answer, err := serve(r)
			switch {
			case err != nil:
				http.Error(w, err.Error(), http.StatusBadRequest)
			case answer == nil:
				w.WriteHeader(http.StatusNoContent)
			default:
				write(w, http.StatusOK, answer)
			}
		})
	}
	handle("POST /faults", s.setFault)
	handle("DELETE /faults", func(*http.Request) (any, error) { s.faults.clear(); return nil, nil })
	handle("POST /connections", s.setConnections)
	handle("POST /certificate", s.setCertificate)
	handle("POST /latency", s.setLatency)
	handle("POST /seal", func(*http.Request) (any, error) { s.vault.seal(true); return nil, nil })
	handle("POST /unseal", func(*http.Request) (any, error) { s.vault.seal(false); return nil, nil })
	handle("GET /stats", func(*http.Request) (any, error) { return s.stats(), nil })
	handle("GET /log", func(*http.Request) (any, error) { return s.record.entries(), nil })
	handle("POST /reset", s.reset)
	mux.HandleFunc("POST /token", s.vault.serveToken)
	mux.HandleFunc("GET /token", s.vault.serveToken)
	mux.HandleFunc("GET /idtoken", s.vault.serveGitHub)
	return mux
}

// read decodes a request of a test's strictly: a misspelt key would be a fault that never happens.
func read(r *http.Request, into any) error {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	return strict(text, into)
}

func (s *server) setFault(r *http.Request) (any, error) {
	f := &fault{}
	if err := read(r, f); err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	s.faults.add(f)
	return nil, nil
}

func (s *server) setConnections(r *http.Request) (any, error) {
	var wanted struct {
		Mode  string `json:"mode"`
		Times int    `json:"times"`
	}
	if err := read(r, &wanted); err != nil {
		return nil, err
	}
	return nil, s.broken.become(wanted.Mode, wanted.Times)
}

func (s *server) setCertificate(r *http.Request) (any, error) {
	var wanted struct {
		Name  string `json:"name"`
		Times int    `json:"times"`
	}
	if err := read(r, &wanted); err != nil {
		return nil, err
	}
	if !s.certificates.present(wanted.Name, wanted.Times) {
		return nil, fmt.Errorf("no certificate %q", wanted.Name)
	}
	return nil, nil
}

func (s *server) setLatency(r *http.Request) (any, error) {
	var wanted struct {
		RTT float64 `json:"rtt_ms"`
	}
	if err := read(r, &wanted); err != nil {
		return nil, err
	}
	if wanted.RTT < 0 {
		return nil, fmt.Errorf("rtt_ms is negative")
	}
	s.rtt.Store(int64(wanted.RTT * float64(time.Millisecond)))
	return nil, nil
}

// reset makes an end of faults, latency and counts; what Vault keeps stays.
func (s *server) reset(*http.Request) (any, error) {
	s.faults.clear()
	s.rtt.Store(0)
	s.certificates.present("", 0)
	s.record.clear()
	s.vault.seal(false)
	return nil, s.broken.become("", 0)
}

func (v *vault) seal(sealed bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sealed = sealed
}

// stats counts what happened, and what is alive.
func (s *server) stats() object {
	s.vault.mu.Lock()
	s.vault.sweep(time.Now())
	tokens, wrapping := 0, 0
	for _, t := range s.vault.tokens {
		switch {
		case t.wrapped != nil:
			wrapping++
		case !t.seeded:
			tokens++
		}
	}
	leases := len(s.vault.leases)
	s.vault.mu.Unlock()
	counts := s.record.counts()
	counts["tokens"], counts["wrapping_tokens"], counts["leases"] = tokens, wrapping, leases
	return counts
}
