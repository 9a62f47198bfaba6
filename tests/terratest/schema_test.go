package terratest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
)

// schemaFile is a JSON Schema, as far as its types go.
type schemaFile struct{ root map[string]any }

// at follows a local reference.
func (s schemaFile) at(t *testing.T, reference string) map[string]any {
	t.Helper()
	here := s.root
	for _, step := range strings.Split(strings.TrimPrefix(reference, "#/"), "/") {
		next, found := here[step].(map[string]any)
		require.True(t, found, "%s leads nowhere", reference)
		here = next
	}
	return here
}

// ofStack are the properties of a unit that mean something of their own in units of one stack.
func (s schemaFile) ofStack(t *testing.T, stack string) map[string]any {
	t.Helper()
	properties := map[string]any{}
	conditions, found := s.at(t, "#/$defs/unit")["allOf"].([]any)
	require.True(t, found, "what units of one stack have")
	for _, one := range conditions {
		condition := schemaFile{one.(map[string]any)}
		if condition.at(t, "#/if/properties/stack")["const"] == stack {
			maps.Copy(properties, condition.at(t, "#/then/properties"))
		}
	}
	return properties
}

// describes says in what a schema differs from a type of Terraform's.
func (s schemaFile) describes(t *testing.T, schema map[string]any, of cty.Type) error {
	t.Helper()
	if reference, found := schema["$ref"].(string); found {
		schema = s.at(t, reference)
	}
	is := typeOf(schema)
	switch {
	case of == cty.String && is == "string",
		of == cty.Bool && is == "boolean",
		of == cty.Number && (is == "integer" || is == "number"):
		return nil
	case (of.IsListType() || of.IsSetType()) && is == "array":
		return s.part(t, schema, "items", of.ElementType())
	case of.IsMapType() && is == "object":
		return s.part(t, schema, "additionalProperties", of.ElementType())
	case of.IsObjectType() && is == "object":
		return s.describesObject(t, schema, of)
	}
	return fmt.Errorf("%q is not %s", is, of.FriendlyName())
}

func (s schemaFile) part(t *testing.T, schema map[string]any, key string, of cty.Type) error {
	t.Helper()
	inner, found := schema[key].(map[string]any)
	if !found {
		return fmt.Errorf("%s is missing", key)
	}
	if err := s.describes(t, inner, of); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

// describesObject: the same keys, the same of them required, each of its type.
func (s schemaFile) describesObject(t *testing.T, schema map[string]any, of cty.Type) error {
	t.Helper()
	properties, _ := schema["properties"].(map[string]any)
	if !slices.Equal(keys(properties), keys(of.AttributeTypes())) {
		return fmt.Errorf("its properties are %v, not %v", keys(properties), keys(of.AttributeTypes()))
	}
	if schema["additionalProperties"] != false {
		return fmt.Errorf("additionalProperties is not false")
	}
	required, _ := schema["required"].([]any)
	for name, attribute := range of.AttributeTypes() {
		if slices.Contains(required, any(name)) == of.AttributeOptional(name) {
			return fmt.Errorf("%s is required in one and optional in the other", name)
		}
		property, _ := properties[name].(map[string]any)
		if err := s.describes(t, property, attribute); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// typeOf is a schema's type, which an enumeration of strings does not have to spell out.
func typeOf(schema map[string]any) string {
	if spelt, found := schema["type"].(string); found {
		return spelt
	}
	values, _ := schema["enum"].([]any)
	isText := func(value any) bool { _, is := value.(string); return is }
	if len(values) > 0 && !slices.ContainsFunc(values, func(value any) bool { return !isText(value) }) {
		return "string"
	}
	return ""
}

// The comparisons must see differences: with one provider and one schema they could be blind and still pass.
func TestComparisonsSeeDifferences(t *testing.T) {
	object := cty.ObjectWithOptionalAttrs(map[string]cty.Type{"port": cty.Number, "name": cty.String}, []string{"name"})
	schema := func(required ...any) map[string]any {
		return map[string]any{"type": "object", "additionalProperties": false, "required": required, "properties": map[string]any{
			"port": map[string]any{"type": "integer"}, "name": map[string]any{"enum": []any{"a", "b"}},
		}}
	}
	none := schemaFile{}
	require.NoError(t, none.describes(t, schema("port"), object))
	require.NoError(t, none.describes(t, map[string]any{"type": "array", "items": schema("port")}, cty.List(object)))
	require.Error(t, none.describes(t, schema(), object))
	require.Error(t, none.describes(t, schema("port", "name"), object))
	require.Error(t, none.describes(t, schema("port"), cty.Object(map[string]cty.Type{"port": cty.Number})))
	require.Error(t, none.describes(t, map[string]any{"type": "string"}, cty.Number))
	require.Error(t, none.describes(t, map[string]any{"enum": []any{1.0}}, cty.String))
	require.Error(t, none.describes(t, map[string]any{"type": "object"}, cty.Map(cty.String)))
	require.Error(t, none.describes(t, map[string]any{"type": "array", "items": map[string]any{"type": "number"}}, cty.List(cty.String)))

	types := map[string]map[string]string{"a/x": {"id": "string"}, "a/y": {"id": "string"}, "b/x": {"id": "number"}}
	require.Empty(t, differences(types))
	types["a/y"] = map[string]string{"id": "number"}
	require.Len(t, differences(types), 1)
	types["a/y"] = map[string]string{"id": "string", "name": "string"}
	require.Len(t, differences(types), 1)

	require.NoError(t, conforms([]any{"a"}, cty.List(cty.String)))
	require.NoError(t, conforms(map[string]any{"a": 1}, cty.Map(cty.Number)))
	require.NoError(t, conforms(map[string]any{"a": true, "b": "x"}, cty.Object(map[string]cty.Type{"a": cty.Bool, "b": cty.String})))
	require.NoError(t, conforms([]any{"a", 1.5}, cty.Tuple([]cty.Type{cty.String, cty.Number})))
	require.Error(t, conforms(0, cty.String))
	require.Error(t, conforms("0", cty.Number))
	require.Error(t, conforms("a", cty.List(cty.String)))
	require.Error(t, conforms([]any{"a", 1}, cty.List(cty.String)))
	require.Error(t, conforms([]any{"a"}, cty.Tuple([]cty.Type{cty.String, cty.Number})))
	require.Error(t, conforms(map[string]any{"a": true}, cty.Object(map[string]cty.Type{"b": cty.Bool})))
	require.Error(t, conforms(map[string]any{"a": nil}, cty.Map(cty.String)))
}
