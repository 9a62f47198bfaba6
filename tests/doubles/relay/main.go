// Command relay stands before a real store with what goes wrong on the way to one (package wire).
//
//	relay URL
//
// It listens on the loopback interface only, prints RELAY=… once it is ready, and ends when its standard input closes or
// on SIGTERM. The Host that clients name is passed on, since they have signed it.
package main

import (
	"context"
	"fmt"
	"net/http/httputil"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"infrastructure-template/tests/doubles/wire"
)

func main() {
	if len(os.Args) != 2 {
		wire.Fail("relay", fmt.Errorf("one URL is needed"), 64) // EX_USAGE
	}
	store, err := url.Parse(os.Args[1])
	if err != nil {
		wire.Fail("relay", err, 64)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(store)
		r.Out.Host = r.In.Host
	}}
	way := &wire.Wire{Store: proxy}
	if err := way.Serve(ctx, "RELAY", os.Stdin, os.Stdout); err != nil {
		wire.Fail("relay", err, 1)
	}
}
