// Command forge stands in for GitHub and GitLab in tests on one machine, as far as comments of a pull request and notes
// of a merge request go.
//
// It listens on the loopback interface only, prints where it is (GITHUB_API_URL=… and more, a line each, in one write)
// once it is ready, keeps everything in memory, and ends when its standard input closes or on SIGTERM: a test that dies
// takes its double along.
//
// It answers as GitHub's REST API of version 2022-11-28 does (github.com/github/docs, content/rest/using-the-rest-api/,
// and the descriptions of issues/comments at docs.github.com) and as GitLab's REST API v4 does (github.com/gitlabhq/gitlabhq,
// doc/api/notes.md, doc/api/rest/, doc/administration/settings/user_and_ip_rate_limits.md and
// lib/api/helpers/notes_helpers.rb), all read 2026-11-25. What it does not model it does not find.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	"infrastructure-template/tests/doubles/life"
)

func main() {
	token := flag.String("token", "good", "the token that may do everything")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "forge: unexpected argument %q\n", flag.Arg(0))
		os.Exit(64) // EX_USAGE
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *token, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "forge:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done or in ends.
func run(ctx context.Context, token string, in io.Reader, out io.Writer) error {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := "http://" + listener.Addr().String()
	ready := fmt.Sprintf("GITHUB_API_URL=%[1]s\nCI_API_V4_URL=%[1]s%[2]s\nFORGE_CONTROL=%[1]s/control\n", address, gitlabRoot)
	return life.Serve(ctx, listener, newForge(address, token).handler(), ready, in, out)
}
