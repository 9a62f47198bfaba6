package server

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

func (e *example) validated(config string, writeOnly bool) []*tfprotov6.Diagnostic {
	e.t.Helper()
	out, err := e.ValidateResourceConfig(e.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: "example_server", Config: e.dynamic(e.schema.Resources["example_server"], config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: writeOnly},
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return out.Diagnostics
}

func TestWhatTerraformLeavesToTheProviderIsChecked(t *testing.T) {
	e := newExample(t)
	e.fine(nil, e.validated(full, true))
	e.fine(nil, e.validated(`{"name": "UNKNOWN", "image": "UNKNOWN", "option": {"mode": "x"}, "zones": ["UNKNOWN"]}`, true))
	refused := tfprotov6.DiagnosticSeverityError
	says(t, e.validated(`{"name": "n", "id": "x"}`, true), refused, "unconfigurable", `"id"`)
	says(t, e.validated(`{"name": "n", "disk": [{"size": 1, "disk_id": "x"}]}`, true), refused, "unconfigurable", `"disk_id"`)
	says(t, e.validated(`{"name": "n", "records": [{"name": "x", "fqdn": "x"}]}`, true), refused, "unconfigurable", `"fqdn"`)
	says(t, e.validated(`{"image": "x"}`, true), refused, "Missing required argument", `"name"`)
	says(t, e.validated(`{"name": "n", "rule": [{}]}`, true), refused, "Missing required argument", `"port"`)
	says(t, e.validated(`{"name": "n", "password_wo": "x"}`, false), refused, "Write-only", `"password_wo"`)
	says(t, e.validated(`{"name": "n", "disk": [{"size": 1, "key_wo": "x"}]}`, false), refused, "Write-only", `"key_wo"`)
	says(t, e.validated(`{"name": "n", "old": "x"}`, true), tfprotov6.DiagnosticSeverityWarning, "deprecated", `"old"`)
	says(t, e.validated(`{"name": "n", "label": {"a": {"value": "x"}}}`, true), tfprotov6.DiagnosticSeverityWarning, "deprecated", `"label"`)
}

func TestRulesAreEnforced(t *testing.T) {
	e := newExample(t)
	says(t, e.validated(`{"name": "n", "image": "x", "option": {"mode": "y"}}`, true), tfprotov6.DiagnosticSeverityError, "image", "option.mode")
	says(t, e.validated(`{"name": "n", "disk": [{"size": 1, "kind": "a"}, {"size": 2, "kind": "a", "snapshot": "b"}]}`, true),
		tfprotov6.DiagnosticSeverityError, "disk.kind", "disk.snapshot")
	e.fine(nil, e.validated(`{"name": "n", "disk": [{"size": 1, "kind": "a"}, {"size": 2, "snapshot": "b"}]}`, true))
}

func TestOtherConfigurationsAreChecked(t *testing.T) {
	e := newExample(t)
	data, err := e.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: "example_zones", Config: e.dynamic(e.schema.Data["example_zones"], `{"region": "x", "names": ["a"]}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	says(t, data.Diagnostics, tfprotov6.DiagnosticSeverityError, `"names"`)
	ephemeral, err := e.ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: "example_token", Config: e.dynamic(e.schema.Ephemerals["example_token"], `{}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	says(t, ephemeral.Diagnostics, tfprotov6.DiagnosticSeverityError, `"name"`)
	config := e.dynamic(e.schema.Config, `{"region": "x"}`)
	provider, err := e.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: config})
	e.fine(err, provider.Diagnostics)
	if provider.PreparedConfig != config {
		t.Error("the configuration was changed")
	}
}
