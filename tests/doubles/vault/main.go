// Command vault stands in for a Vault server in tests on one machine.
//
// It listens on the loopback interface only, prints where it is (VAULT_ADDR=… and more, a line each, in one
// write) once it is ready, keeps everything in memory, and ends when its standard input closes or on SIGTERM:
// a test that dies takes its double along.
//
// It answers as Vault 1.21 does: what the API's documentation says (developer.hashicorp.com/vault/api-docs) in
// the words and with the status codes of its source (github.com/hashicorp/vault v1.21.0, vault-plugin-secrets-kv
// v0.25.0, vault-plugin-auth-jwt v0.25.0 and vault/sdk v0.25.1 from the Go module proxy, read 2026-11-25) and of
// a server built from it (real_test.go compares), which is what comments here mean by "Vault". What it does not
// model it answers as Vault answers an unknown path.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"infrastructure-template/tests/doubles/life"
)

func main() {
	options, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "vault:", err)
		os.Exit(64) // EX_USAGE
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, options, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "vault:", err)
		os.Exit(1)
	}
}

// options are what the command line says.
type options struct {
	seed           string // a file of seed data
	folder         string // where certificates and keys are written
	http1          bool   // no HTTP/2
	mtls           bool   // a client certificate is required
	requestHeader  bool   // as a listener that requires X-Vault-Request
	maxRequestSize int64  // what a request's body may have
	sealed         bool   // starts sealed
}

func parse(arguments []string) (*options, error) {
	o := &options{}
	set := flag.NewFlagSet("vault", flag.ContinueOnError)
	set.StringVar(&o.seed, "seed", "", "JSON `file` of namespaces, mounts, policies, tokens and secrets")
	set.StringVar(&o.folder, "certificates", "", "existing `folder` to write ca.pem, client.pem and client-key.pem to")
	set.BoolVar(&o.http1, "http1", false, "speak HTTP/1.1 only")
	set.BoolVar(&o.mtls, "mtls", false, "require a certificate of the client")
	set.BoolVar(&o.requestHeader, "require-request-header", false, "refuse requests without X-Vault-Request: true")
	set.Int64Var(&o.maxRequestSize, "max-request-size", defaultMaxRequestSize, "refuse bodies of more `bytes`")
	set.BoolVar(&o.sealed, "sealed", false, "start sealed")
	if err := set.Parse(arguments); err != nil {
		return nil, err
	}
	switch {
	case set.NArg() > 0:
		return nil, fmt.Errorf("unexpected argument %q", set.Arg(0))
	case o.folder == "":
		return nil, fmt.Errorf("-certificates is needed")
	}
	return o, nil
}

// run serves until ctx is done or in ends.
func run(ctx context.Context, o *options, in io.Reader, out io.Writer) error {
	v := newVault()
	v.sealed = o.sealed
	if o.seed != "" {
		if err := v.load(o.seed); err != nil {
			return err
		}
	}
	s, err := listen(v, o)
	if err != nil {
		return err
	}
	defer s.close()
	if _, err := io.WriteString(out, s.addresses()); err != nil {
		return err
	}
	return life.Until(ctx, in, s.failed)
}
