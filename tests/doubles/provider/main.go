// Command provider is a double of any Terraform provider whose schema is in ../schemas, for tests and plans without
// that provider: it serves the schema, enforces it together with ../rules, makes up what the provider would have
// computed, and keeps what it made in a file. It calls nobody. Its name says which provider it is the double of:
// terraform-provider-google_v7.12.0 is google.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"infrastructure-template/tests/doubles/provider/rule"
	"infrastructure-template/tests/doubles/provider/schema"
	"infrastructure-template/tests/doubles/provider/server"
	"infrastructure-template/tests/doubles/provider/store"
	"infrastructure-template/tests/doubles/rules"
	"infrastructure-template/tests/doubles/schemas"
)

func main() {
	debug := flag.Bool("debug", false, "serve until SIGINT, and say how Terraform attaches to it (TF_REATTACH_PROVIDERS)")
	flag.Parse()
	name := filepath.Base(os.Args[0])
	provider, err := load(name)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(64) // EX_USAGE
	}
	// Terraform logs a provider's standard error, at the level in brackets.
	fmt.Fprintf(os.Stderr, "[WARN] %s: a double, which makes values up and calls nobody\n", name)
	var options []tf6server.ServeOpt
	if *debug {
		options = append(options, tf6server.WithManagedDebug(), tf6server.WithManagedDebugReattachConfigTimeout(time.Minute))
	}
	if err := tf6server.Serve(provider.source, func() tfprotov6.ProviderServer { return provider.server }, options...); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(70) // EX_SOFTWARE
	}
}

type double struct {
	source string
	server *server.Server
}

var program = regexp.MustCompile(`^terraform-provider-([a-z0-9][a-z0-9-]*)(_v[0-9].*)?$`)

// load makes the double that a program's name asks for.
func load(name string) (*double, error) {
	parts := program.FindStringSubmatch(name)
	if parts == nil {
		return nil, errors.New("its name is not terraform-provider-TYPE_vVERSION, so it does not know which provider to be the double of")
	}
	text, err := schemas.Files.ReadFile(parts[1] + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no schema of the provider %s in tests/doubles/schemas", parts[1])
	}
	if err != nil {
		return nil, err
	}
	p, err := schema.Read(text)
	if err != nil {
		return nil, fmt.Errorf("schema of %s: %w", parts[1], err)
	}
	own := rule.Rules{}
	if text, err := rules.Files.ReadFile(parts[1] + ".json"); err == nil {
		if own, err = rule.Read(text); err != nil {
			return nil, fmt.Errorf("rules of %s: %w", parts[1], err)
		}
	}
	return &double{p.Source, server.New(p, own, store.Open(parts[1]))}, nil
}
