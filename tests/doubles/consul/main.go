// Command consul stands in for a Consul server in tests on one machine: sessions, and the KV store with its locks.
//
// It listens on the loopback interface only, prints CONSUL_HTTP_ADDR=… once it is ready, keeps everything in memory, and
// ends when its standard input closes or on SIGTERM. What goes wrong on the way is in package wire.
//
// It answers as Consul 1.20 does (developer.hashicorp.com/consul/api-docs/session and /kv; agent/session_endpoint.go,
// agent/kvs_endpoint.go and agent/consul/session_ttl.go of github.com/hashicorp/consul, read 2026-11-25). A session ends
// after twice its TTL, which is the longest that Consul takes; then and when it is destroyed its keys are released or
// deleted, and stay locked for its lock delay. What is not modelled is 501, an unknown setting of a session 400.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"infrastructure-template/tests/doubles/wire"
)

func main() {
	token := flag.String("token", "", "the only ACL token that is accepted; empty: ACLs are off")
	flag.Parse()
	if flag.NArg() > 0 {
		wire.Fail("consul", fmt.Errorf("unexpected argument %q", flag.Arg(0)), 64) // EX_USAGE
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	store := newServer(*token)
	way := &wire.Wire{Store: store, Settings: &store.settings, Changed: store.apply}
	if err := way.Serve(ctx, "CONSUL_HTTP_ADDR", os.Stdin, os.Stdout); err != nil {
		wire.Fail("consul", err, 1)
	}
}
