package main

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"infrastructure-template/tests/doubles/provider/rule"
	"infrastructure-template/tests/doubles/provider/schema"
	"infrastructure-template/tests/doubles/provider/values"
	"infrastructure-template/tests/doubles/rules"
	"infrastructure-template/tests/doubles/schemas"
)

func read(t *testing.T, files fs.ReadFileFS, name string) []byte {
	t.Helper()
	text, err := files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func all(t *testing.T, files fs.FS) []string {
	t.Helper()
	names, err := fs.Glob(files, "*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files: %v", err)
	}
	return names
}

func TestEverySchemaIsServed(t *testing.T) {
	for _, name := range all(t, schemas.Files) {
		d, err := load("terraform-provider-" + strings.TrimSuffix(name, ".json") + "_v1.0.0")
		if err != nil {
			t.Error(err)
			continue
		}
		out, err := d.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
		if err != nil || len(out.ResourceSchemas)+len(out.DataSourceSchemas) == 0 || !strings.HasSuffix(d.source, "/"+strings.TrimSuffix(name, ".json")) {
			t.Errorf("%s: source %q: %v", name, d.source, err)
		}
	}
}

func TestRulesFitTheSchemas(t *testing.T) {
	for _, name := range all(t, rules.Files) {
		p, err := schema.Read(read(t, schemas.Files, name))
		if err != nil {
			t.Fatalf("schema %s: %v", name, err)
		}
		own, err := rule.Read(read(t, rules.Files, name))
		if err != nil {
			t.Errorf("rules/%s: %v", name, err)
			continue
		}
		if err := own.Check(p); err != nil {
			t.Errorf("rules/%s:\n%v", name, err)
		}
	}
}

// Every type is made up once with all that it computes unknown: what rules say of values has the types of the schema,
// and everything becomes known.
func TestEveryValueCanBeMadeUp(t *testing.T) {
	for _, name := range all(t, schemas.Files) {
		p, err := schema.Read(read(t, schemas.Files, name))
		if err != nil {
			t.Fatal(err)
		}
		own := rule.Rules{}
		if slices.Contains(all(t, rules.Files), name) {
			if own, err = rule.Read(read(t, rules.Files, name)); err != nil {
				t.Errorf("rules/%s: %v", name, err)
				continue
			}
		}
		maker := values.Maker{Rules: own, Config: schema.Members(schema.Null(p.Config.Type))}
		for kind, objects := range map[string]map[string]*schema.Object{"": p.Resources, "data.": p.Data, "ephemeral.": p.Ephemerals} {
			for of, object := range objects {
				made, err := maker.Fill(kind+of, object, object.AllUnknown(), "seed", map[string]bool{})
				if err != nil || !made.IsFullyKnown() {
					t.Errorf("%s: %s%s: %v %s", name, kind, of, err, made)
				}
			}
		}
	}
}
