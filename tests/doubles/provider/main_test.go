package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"infrastructure-template/tests/doubles/provider/rule"
	"infrastructure-template/tests/doubles/provider/schema"
	"infrastructure-template/tests/doubles/provider/server"
	"infrastructure-template/tests/doubles/provider/store"
)

// The program of these tests, under a provider's name, is that double: so nothing is built to drive it from Terraform.
func TestMain(m *testing.M) {
	switch name := filepath.Base(os.Args[0]); {
	case strings.HasPrefix(name, "terraform-provider-example"):
		serveExample()
	case strings.HasPrefix(name, "terraform-provider-"):
		main()
	default:
		os.Exit(m.Run())
	}
}

// serveExample serves the provider in server/testdata, which has what no one real provider has all of.
func serveExample() {
	folder := os.Getenv("EXAMPLE")
	text, err := os.ReadFile(filepath.Join(folder, "example.json"))
	if err != nil {
		panic(err)
	}
	p, err := schema.Read(text)
	if err != nil {
		panic(err)
	}
	if text, err = os.ReadFile(filepath.Join(folder, "rules.json")); err != nil {
		panic(err)
	}
	rules, err := rule.Read(text)
	if err != nil {
		panic(err)
	}
	s := server.New(p, rules, store.Open("example"))
	if err := tf6server.Serve(p.Source, func() tfprotov6.ProviderServer { return s }); err != nil {
		panic(err)
	}
}

func TestItsNameSaysWhichProviderItIs(t *testing.T) {
	for name, says := range map[string]string{
		"terraform-provider-aws_v6.25.0": "", "terraform-provider-aws": "",
		"provider": "its name is not terraform-provider-TYPE", "terraform-provider-Aws_v1.0.0": "its name is not",
		"terraform-provider-none_v1.0.0": "there is no schema of the provider none", "terraform-provider-../aws_v1.0.0": "its name is not",
	} {
		d, err := load(name)
		if says == "" {
			if err != nil || d.source != "registry.terraform.io/hashicorp/aws" {
				t.Errorf("%s: %v %v", name, d, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
