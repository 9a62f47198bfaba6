package server

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"infrastructure-template/tests/doubles/provider/store"
)

// edit changes the store as a test would: behind Terraform's back.
func (e *example) edit(change func(map[string]map[string]json.RawMessage)) {
	e.t.Helper()
	err := e.store.Change(func(data *store.Data) error {
		change(data.Resources)
		return nil
	})
	if err != nil {
		e.t.Fatal(err)
	}
}

func TestDriftShows(t *testing.T) {
	e := newExample(t)
	made := e.apply("example_server", state{}, full)
	e.edit(func(resources map[string]map[string]json.RawMessage) {
		for key, text := range resources["example_server"] {
			resources["example_server"][key] = json.RawMessage(strings.Replace(string(text), `"small"`, `"huge"`, 1))
		}
	})
	found := e.read("example_server", made)
	if size := e.get("example_server", found.value)["size"]; size != "huge" {
		t.Errorf("size is %v", size)
	}
	planned, err := e.plan("example_server", found, full).PlannedState.Unmarshal(e.schema.Resources["example_server"].Type)
	if err != nil || !strings.Contains(planned.String(), `"size":tftypes.String<"small">`) {
		t.Errorf("the plan does not change it back: %v %s", err, planned)
	}
}

func TestWhatIsGoneIsGone(t *testing.T) {
	e := newExample(t)
	made := e.apply("example_server", state{}, full)
	e.edit(func(resources map[string]map[string]json.RawMessage) { delete(resources, "example_server") })
	if isNull, err := e.read("example_server", made).value.IsNull(); err != nil || !isNull {
		t.Errorf("it is still read: %v", err)
	}
	object := e.schema.Resources["example_server"]
	out, err := e.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "example_server", PriorState: made.value, PlannedState: made.value, Config: made.value, PlannedPrivate: made.private,
	})
	if err != nil {
		t.Fatal(err)
	}
	says(t, out.Diagnostics, tfprotov6.DiagnosticSeverityError, "not there any more")
	// Deleting it is no error, as with a cloud that answers "not found".
	out, err = e.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "example_server", PriorState: made.value, PlannedState: e.dynamic(object, "null"), Config: e.dynamic(object, "null"), PlannedPrivate: made.private,
	})
	e.fine(err, out.Diagnostics)
}

func TestImport(t *testing.T) {
	e := newExample(t)
	made := e.apply("example_server", state{}, full)
	e.apply("example_note", state{}, `{"name": "n"}`)
	read := func(name, id string) *tfprotov6.ImportResourceStateResponse {
		out, err := e.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: name, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	id := e.get("example_server", made.value)["id"].(string)
	out := read("example_server", id)
	e.fine(nil, out.Diagnostics)
	if len(out.ImportedResources) != 1 || out.ImportedResources[0].TypeName != "example_server" {
		t.Fatalf("imported %v", out.ImportedResources)
	}
	imported := state{out.ImportedResources[0].State, out.ImportedResources[0].Private}
	e.same("example_server", e.read("example_server", imported), full)

	if out := read("example_note", "n"); len(out.Diagnostics) > 0 || e.get("example_note", out.ImportedResources[0].State)["name"] != "n" {
		t.Errorf("a resource without an id: %s", spelt(out.Diagnostics))
	}
	says(t, read("example_server", "srv-none").Diagnostics, tfprotov6.DiagnosticSeverityError, "non-existent", "srv-none")
	says(t, read("example_none", "x").Diagnostics, tfprotov6.DiagnosticSeverityError, "no such type")
}

func TestTheStoreHoldsWhatItShould(t *testing.T) {
	e := newExample(t)
	config := strings.Replace(full, `"size": "small"`, `"size": "small", "password": "secret-canary"`, 1)
	e.apply("example_server", state{}, config)
	folder := os.Getenv("DOUBLE_STORE")
	name := filepath.Join(folder, "example.json")
	text := string(file(t, name))
	if strings.Contains(text, `"canary"`) || !strings.Contains(text, "secret-canary") {
		t.Errorf("a write-only value is in the store, or a sensitive one is not:\n%s", text)
	}
	data, err := e.store.Read()
	if err != nil {
		t.Fatal(err)
	}
	if written := slices.Concat(slices.Collect(maps.Values(data.Written["example_server"]))...); !slices.Equal(written, []string{"disk.key_wo", "password_wo"}) {
		t.Errorf("the write-only arguments are %v", written)
	}
	for path, mode := range map[string]os.FileMode{name: 0o600, folder: os.ModeDir | 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode() != mode {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(folder, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", left, err)
	}
}

func TestABrokenStoreIsNamedAndKept(t *testing.T) {
	e := newExample(t)
	made := e.apply("example_note", state{}, `{"name": "n"}`)
	name := filepath.Join(os.Getenv("DOUBLE_STORE"), "example.json")
	if err := os.WriteFile(name, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := e.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: "example_note", CurrentState: made.value})
	if err != nil {
		t.Fatal(err)
	}
	says(t, out.Diagnostics, tfprotov6.DiagnosticSeverityError, name)
	changed, err := e.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "example_note", PriorState: e.dynamic(e.schema.Resources["example_note"], "null"), PlannedState: made.value, Config: made.value,
	})
	if err != nil {
		t.Fatal(err)
	}
	says(t, changed.Diagnostics, tfprotov6.DiagnosticSeverityError, name)
	if text := string(file(t, name)); text != "{" {
		t.Errorf("it was overwritten: %s", text)
	}
}
