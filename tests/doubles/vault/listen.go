package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
)

// server is all that listens.
type server struct {
	vault        *vault
	certificates *certificates
	faults       *faults
	record       *record
	rtt          atomic.Int64
	broken       broken

	lines   []string // what is printed: NAME=address
	servers []*http.Server
	failed  chan error
}

// broken is what happens to new connections in place of being served.
type broken struct {
	mu   sync.Mutex
	Mode string `json:"mode"`  // reset, close, hang; empty: nothing
	Left int    `json:"times"` // 0: all
}

type connectionKey struct{}

func listen(v *vault, o *options) (*server, error) {
	certificates, err := newCertificates(o.folder)
	if err != nil {
		return nil, err
	}
	s := &server{vault: v, certificates: certificates, faults: &faults{}, record: newRecord(), failed: make(chan error, 8)}
	for _, each := range []struct {
		name, suffix string
		tls          bool
		handler      http.Handler
	}{
		{"VAULT_ADDR", "", true, s.api(v.handler(o, false), "active")},
		{"VAULT_STANDBY_ADDR", "", true, s.api(v.handler(o, true), "standby")},
		{"VAULT_PLAIN_ADDR", "", false, s.api(v.handler(o, false), "plain")},
		{"ACTIONS_ID_TOKEN_REQUEST_URL", githubPath, true, s.api(http.HandlerFunc(v.serveGitHub), "github")},
		{"VAULT_CONTROL", "", false, s.control()},
	} {
		address, err := s.serve(each.handler, each.tls, o, each.name != "VAULT_CONTROL")
		if err != nil {
			s.close()
			return nil, err
		}
		s.lines = append(s.lines, each.name+"="+address+each.suffix)
		if each.name == "VAULT_ADDR" {
			v.active = address
		}
	}
	s.lines = append(s.lines, "VAULT_CACERT="+filepath.Join(o.folder, "ca.pem"))
	return s, nil
}

// api is what stands between a listener of Vault's and its handler.
func (s *server) api(handler http.Handler, listener string) http.Handler {
	return s.record.handler(listener, s.faults.handler(handler))
}

func (s *server) serve(handler http.Handler, secure bool, o *options, far bool) (string, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	address := "http://" + listener.Addr().String()
	if far {
		listener = &delayed{Listener: listener, server: s}
	}
	server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0), ConnContext: keepConnection}
	if secure {
		address = "https" + strings.TrimPrefix(address, "http")
		server.TLSConfig = s.certificates.config(o)
		if o.http1 {
			server.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){}
		}
	}
	s.servers = append(s.servers, server)
	go func() {
		if secure {
			s.failed <- server.ServeTLS(listener, "", "")
		} else {
			s.failed <- server.Serve(listener)
		}
	}()
	return address, nil
}

func (s *server) addresses() string { return strings.Join(s.lines, "\n") + "\n" }

func (s *server) close() {
	for _, server := range s.servers {
		server.Close()
	}
}

// keepConnection lets a handler find the connection that its request came over.
func keepConnection(ctx context.Context, c net.Conn) context.Context {
	if over, is := c.(*tls.Conn); is {
		c = over.NetConn()
	}
	return context.WithValue(ctx, connectionKey{}, c)
}

func connectionOf(r *http.Request) *connection {
	c, is := r.Context().Value(connectionKey{}).(*connection)
	if !is {
		panic(fmt.Sprintf("%s came over no connection of ours", r.URL.Path)) // this is a bug
	}
	return c
}

// refuses says whether a new connection comes to nothing, and what of it.
func (b *broken) refuses() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	mode := b.Mode
	if mode != "" && b.Left > 0 {
		if b.Left--; b.Left == 0 {
			b.Mode = ""
		}
	}
	return mode
}

func (b *broken) become(mode string, times int) error {
	switch mode {
	case "", "reset", "close", "hang":
	default:
		return fmt.Errorf("unknown mode %q", mode)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.Mode, b.Left = mode, times
	return nil
}
