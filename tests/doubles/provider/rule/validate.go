package rule

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

// Validate checks a configuration: against the schema, what Terraform leaves to the provider; then against the rules.
func (s *Set) Validate(object *schema.Object, config tftypes.Value, writeOnly bool) []*tfprotov6.Diagnostic {
	if err := s.check(object); err != nil {
		return []*tfprotov6.Diagnostic{failure(nil, "Rule of the double that does not fit", err.Error())}
	}
	top := place{config, tftypes.NewAttributePath()}
	out := fields(object, top, writeOnly)
	out = append(out, s.relations(object, top)...)
	return append(out, s.contents(object, top)...)
}

// fields checks one object and all inside it.
func fields(object *schema.Object, at place, writeOnly bool) []*tfprotov6.Diagnostic {
	var out []*tfprotov6.Diagnostic
	members := schema.Members(at.value)
	for _, f := range object.Fields {
		value, path := members[f.Name], at.path.WithAttributeName(f.Name)
		if !schema.Known(at.value) {
			continue
		}
		there := !value.IsNull()
		if f.Block {
			there = len(f.Occurrences(value)) > 0
		}
		switch {
		case f.Required && value.IsKnown() && value.IsNull():
			out = append(out, failure(path, "Missing required argument",
				fmt.Sprintf("The argument %q is required, but no definition was found.", f.Name)))
		case !there:
		case f.ReadOnly():
			out = append(out, failure(path, "Value for unconfigurable attribute",
				fmt.Sprintf("Can't configure a value for %q: its value will be decided automatically based on the result of applying this configuration.", f.Name)))
		case f.WriteOnly && !writeOnly:
			out = append(out, failure(path, "Write-only attribute not allowed",
				fmt.Sprintf("The attribute %q is write-only, which needs Terraform 1.11 or newer.", f.Name)))
		case f.Deprecated:
			out = append(out, deprecated(path, f.Name, ""))
		}
		for _, o := range f.Occurrences(value) {
			out = append(out, fields(f.Object, place{o.Value, step(path, o)}, writeOnly)...)
		}
	}
	return out
}

func failure(path *tftypes.AttributePath, summary, detail string) *tfprotov6.Diagnostic {
	return &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Attribute: path, Summary: summary, Detail: detail}
}

func deprecated(path *tftypes.AttributePath, name, instead string) *tfprotov6.Diagnostic {
	detail := strings.TrimSpace(fmt.Sprintf("The provider has deprecated %q. %s", name, instead))
	return &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Attribute: path, Summary: "Argument is deprecated", Detail: detail}
}
