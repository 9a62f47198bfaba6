// Command hetzner is an in-memory double of the Hetzner Cloud API for tests on one machine.
//
// It listens on the loopback interface only, prints HCLOUD_ENDPOINT=… once it is ready, forgets
// everything when it ends, and ends when its standard input closes or on SIGTERM: a test that dies
// takes its double along. With -token-file it takes the bearer token in that file and no other, else any;
// no argument and no environment shows what may be a test's canary.
//
// It answers as the vendor describes the API (docs.hetzner.cloud; as an OpenAPI document of the time
// in github.com/APIs-guru/openapi-directory, APIs/hetzner.cloud/1.0.0, read 2026-11-23), which is
// what comments here mean by "the description", and in the types of the vendor's own Go client. What has
// changed since has its source beside it.
// What it does not model it refuses, so that no test takes an ignored setting for one that works.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"infrastructure-template/tests/doubles/life"
)

func main() {
	port := flag.Int("port", 0, "port on 127.0.0.1 to listen on; 0 takes a free one")
	file := flag.String("token-file", "", "file with the only token that is taken; without it any is")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "hetzner: unexpected argument %q\n", flag.Arg(0))
		os.Exit(64) // EX_USAGE
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *port, *file, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "hetzner:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done or in ends.
func run(ctx context.Context, port int, tokenFile string, in io.Reader, out io.Writer) error {
	cloud := newCloud()
	if tokenFile != "" {
		token, err := os.ReadFile(tokenFile)
		if err != nil {
			return err
		}
		if cloud.token = strings.TrimSpace(string(token)); cloud.token == "" {
			return fmt.Errorf("%s: no token in it", tokenFile)
		}
	}
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	ready := fmt.Sprintf("HCLOUD_ENDPOINT=http://%s%s\n", listener.Addr(), root)
	return life.Serve(ctx, listener, cloud.handler(), ready, in, out)
}
