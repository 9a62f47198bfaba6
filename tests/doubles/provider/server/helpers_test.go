package server

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/rule"
	"infrastructure-template/tests/doubles/provider/schema"
	"infrastructure-template/tests/doubles/provider/store"
)

// example is a double of the provider in testdata, on an empty store.
type example struct {
	*Server
	t *testing.T
}

func newExample(t *testing.T) *example {
	t.Helper()
	t.Setenv("DOUBLE_STORE", t.TempDir()+"/store")
	p, err := schema.Read(file(t, "testdata/example.json"))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := rule.Read(file(t, "testdata/rules.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := rules.Check(p); err != nil {
		t.Fatal(err)
	}
	e := &example{New(p, rules, store.Open("example")), t}
	config := e.dynamic(p.Config, `{"region": "eu-1"}`)
	out, err := e.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: config})
	e.fine(err, out.Diagnostics)
	return e
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// dynamic reads a value from the JSON of Terraform's state; UNKNOWN as a text stands for what is not known. Blocks
// that are left out do not occur.
func (e *example) dynamic(object *schema.Object, text string) *tfprotov6.DynamicValue {
	e.t.Helper()
	v, err := schema.Decode([]byte(text), object.Type)
	if err != nil {
		e.t.Fatalf("%s: %v", text, err)
	}
	out, err := tfprotov6.NewDynamicValue(object.Type, blocks(object, unknowns(e.t, v)))
	if err != nil {
		e.t.Fatal(err)
	}
	return &out
}

func unknowns(t *testing.T, v tftypes.Value) tftypes.Value {
	v, err := tftypes.Transform(v, func(_ *tftypes.AttributePath, inner tftypes.Value) (tftypes.Value, error) {
		if text, ok := schema.Text(inner); ok && text == "UNKNOWN" {
			return schema.Unknown(inner.Type()), nil
		}
		return inner, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// blocks makes null blocks empty, as Terraform does.
func blocks(object *schema.Object, v tftypes.Value) tftypes.Value {
	if !schema.Known(v) {
		return v
	}
	members := schema.Members(v)
	for _, f := range object.Fields {
		if !f.Block || !members[f.Name].IsNull() {
			continue
		}
		switch f.Nesting {
		case schema.List, schema.Set:
			members[f.Name] = tftypes.NewValue(f.Type, []tftypes.Value{})
		case schema.Map:
			members[f.Name] = tftypes.NewValue(f.Type, map[string]tftypes.Value{})
		case schema.Group:
			inner := map[string]tftypes.Value{}
			for _, g := range f.Object.Fields {
				inner[g.Name] = schema.Null(g.Type)
			}
			members[f.Name] = tftypes.NewValue(f.Type, inner)
		}
	}
	return tftypes.NewValue(object.Type, members)
}

// fine fails the test on an error or a diagnostic.
func (e *example) fine(err error, diagnostics []*tfprotov6.Diagnostic) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
	for _, d := range diagnostics {
		e.t.Fatalf("%s: %s: %s", d.Attribute, d.Summary, d.Detail)
	}
}

// says fails the test unless one diagnostic, and only one, says all of the words.
func says(t *testing.T, diagnostics []*tfprotov6.Diagnostic, severity tfprotov6.DiagnosticSeverity, words ...string) {
	t.Helper()
	if len(diagnostics) != 1 {
		t.Fatalf("%d diagnostics, not one: %s", len(diagnostics), spelt(diagnostics))
	}
	d := diagnostics[0]
	if d.Severity != severity {
		t.Errorf("its severity is %s: %s", d.Severity, spelt(diagnostics))
	}
	for _, word := range words {
		if !strings.Contains(d.Summary+" "+d.Detail, word) {
			t.Errorf("it does not say %q: %s", word, spelt(diagnostics))
		}
	}
}

func spelt(diagnostics []*tfprotov6.Diagnostic) string {
	var out []string
	for _, d := range diagnostics {
		out = append(out, d.Severity.String()+" "+d.Attribute.String()+": "+d.Summary+": "+d.Detail)
	}
	return strings.Join(out, "\n")
}

// state is a resource as a test sees it.
type state struct {
	value   *tfprotov6.DynamicValue
	private []byte
}

// get reads what JSON holds of it.
func (e *example) get(name string, v *tfprotov6.DynamicValue) map[string]any {
	e.t.Helper()
	object := e.schema.Resources[name]
	if object == nil {
		object = e.schema.Data[name]
	}
	value, err := v.Unmarshal(object.Type)
	if err != nil {
		e.t.Fatal(err)
	}
	if !value.IsFullyKnown() {
		e.t.Errorf("something is not known: %s", value)
	}
	text, err := json.Marshal(schema.Encode(value))
	if err != nil {
		e.t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		e.t.Fatal(err)
	}
	return out
}
