package server

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

func TestTheSchemaIsServedWhole(t *testing.T) {
	e := newExample(t)
	out, err := e.GetProviderSchema(t.Context(), nil)
	e.fine(err, out.Diagnostics)
	server := out.ResourceSchemas["example_server"]
	if server.Version != 2 || !server.ValueType().Equal(e.schema.Resources["example_server"].Type) {
		t.Errorf("version %d, type %s", server.Version, server.ValueType())
	}
	attributes := map[string]*tfprotov6.SchemaAttribute{}
	for _, a := range server.Block.Attributes {
		attributes[a.Name] = a
	}
	for name, want := range map[string]tfprotov6.SchemaAttribute{
		"name":        {Type: tftypes.String, Required: true},
		"old":         {Type: tftypes.String, Optional: true, Deprecated: true},
		"password":    {Type: tftypes.String, Optional: true, Computed: true, Sensitive: true},
		"password_wo": {Type: tftypes.String, Optional: true, WriteOnly: true},
		"extra":       {Type: tftypes.DynamicPseudoType, Optional: true},
		"ranks":       {Type: tftypes.Map{ElementType: tftypes.Number}, Computed: true},
	} {
		got := attributes[name]
		if want.Name = name; got == nil || !got.Type.Equal(want.Type) {
			t.Errorf("%s is %v", name, got)
			continue
		}
		if want.Type = got.Type; !reflect.DeepEqual(*got, want) {
			t.Errorf("%s is %v, not %v", name, *got, want)
		}
	}
	for name, nesting := range map[string]tfprotov6.SchemaObjectNestingMode{
		"meta": tfprotov6.SchemaObjectNestingModeSingle, "records": tfprotov6.SchemaObjectNestingModeList,
		"members": tfprotov6.SchemaObjectNestingModeSet, "entries": tfprotov6.SchemaObjectNestingModeMap,
	} {
		if n := attributes[name].NestedType; n == nil || n.Nesting != nesting || len(n.Attributes) != 2 {
			t.Errorf("%s is %v", name, n)
		}
	}
	nestings := map[string]tfprotov6.SchemaNestedBlockNestingMode{}
	for _, b := range server.Block.BlockTypes {
		nestings[b.TypeName] = b.Nesting
		if b.TypeName == "disk" && b.MaxItems != 3 || b.TypeName == "label" && !b.Block.Deprecated {
			t.Errorf("block %s is %v", b.TypeName, b)
		}
	}
	for name, nesting := range map[string]tfprotov6.SchemaNestedBlockNestingMode{
		"disk": tfprotov6.SchemaNestedBlockNestingModeList, "rule": tfprotov6.SchemaNestedBlockNestingModeSet,
		"option": tfprotov6.SchemaNestedBlockNestingModeSingle, "limits": tfprotov6.SchemaNestedBlockNestingModeGroup,
		"label": tfprotov6.SchemaNestedBlockNestingModeMap,
	} {
		if nestings[name] != nesting {
			t.Errorf("block %s is %s", name, nestings[name])
		}
	}
	if len(out.Provider.Block.Attributes) != 2 || len(out.DataSourceSchemas) != 1 || len(out.EphemeralResourceSchemas) != 1 {
		t.Errorf("provider, data sources, ephemeral resources: %v", out)
	}
	if f := out.Functions["join"]; f == nil || f.VariadicParameter == nil || !f.VariadicParameter.AllowNullValue || len(f.Parameters) != 1 {
		t.Errorf("function is %v", f)
	}
	names, err := e.GetMetadata(t.Context(), nil)
	if err != nil || len(names.Resources) != 2 || len(names.DataSources) != 1 || len(names.Functions) != 1 {
		t.Errorf("metadata: %v %v", names, err)
	}
}

func TestDataSources(t *testing.T) {
	e := newExample(t)
	object := e.schema.Data["example_zones"]
	read := func(config string) map[string]any {
		out, err := e.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "example_zones", Config: e.dynamic(object, config)})
		e.fine(err, out.Diagnostics)
		return e.get("example_zones", out.State)
	}
	first, again, other := read(`{"region": "eu"}`), read(`{"region": "eu"}`), read(`{"region": "us"}`)
	zones := first["zones"].([]any)
	if len(zones) != 2 || zones[0].(map[string]any)["name"] != "eu-a" || zones[0].(map[string]any)["number"] != 1.0 || zones[1].(map[string]any)["number"] == nil {
		t.Errorf("zones are %v", zones)
	}
	if len(first["names"].([]any)) != 2 || first["region"] != "eu" {
		t.Errorf("it is %v", first)
	}
	if first["id"] != again["id"] || first["id"] == other["id"] {
		t.Errorf("ids are %v %v %v", first["id"], again["id"], other["id"])
	}
	out, err := e.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "example_none", Config: e.dynamic(object, "null")})
	if err != nil {
		t.Fatal(err)
	}
	says(t, out.Diagnostics, tfprotov6.DiagnosticSeverityError, "no such type")
}

func TestEphemeralResources(t *testing.T) {
	e := newExample(t)
	object := e.schema.Ephemerals["example_token"]
	out, err := e.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: "example_token", Config: e.dynamic(object, `{"name": "n"}`)})
	e.fine(err, out.Diagnostics)
	result, err := out.Result.Unmarshal(object.Type)
	if err != nil || !result.IsFullyKnown() {
		t.Fatalf("%s %v", result, err)
	}
	if token, ok := schema.Text(schema.Members(result)["token"]); !ok || token == "" {
		t.Error("no token")
	}
	if _, err := e.RenewEphemeralResource(t.Context(), &tfprotov6.RenewEphemeralResourceRequest{}); err != nil {
		t.Error(err)
	}
	if _, err := e.CloseEphemeralResource(t.Context(), &tfprotov6.CloseEphemeralResourceRequest{}); err != nil {
		t.Error(err)
	}
}

func TestWhatTheDoubleHasNoPartInIsRefused(t *testing.T) {
	e := newExample(t)
	moved, err := e.MoveResourceState(t.Context(), &tfprotov6.MoveResourceStateRequest{SourceTypeName: "a", TargetTypeName: "b"})
	if err != nil {
		t.Fatal(err)
	}
	says(t, moved.Diagnostics, tfprotov6.DiagnosticSeverityError, "does not move a to b")
	if called, err := e.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{Name: "join"}); err != nil || called.Error == nil || called.Result != nil {
		t.Errorf("a function answers: %v %v", called, err)
	}
	written, err := e.GenerateResourceConfig(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	says(t, written.Diagnostics, tfprotov6.DiagnosticSeverityError, "does not write")
	identity, err := e.UpgradeResourceIdentity(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	says(t, identity.Diagnostics, tfprotov6.DiagnosticSeverityError, "no resource identities")
	planned, err := e.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{TypeName: "example_none"})
	if err != nil {
		t.Fatal(err)
	}
	says(t, planned.Diagnostics, tfprotov6.DiagnosticSeverityError, "no such type")
}
