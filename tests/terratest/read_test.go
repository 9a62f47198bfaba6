package terratest

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
	"gopkg.in/yaml.v3"

	"infrastructure-template/tests/terratest/harness"
)

func keys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

// stackFile is a stack's stack.yml.
type stackFile struct {
	Description string
	Kinds       []string
	Variables   []string
	Secrets     []string
	Mocks       map[string]any
}

func readStack(t *testing.T, stack string) stackFile {
	t.Helper()
	text, err := os.ReadFile(harness.In("stacks", stack, "stack.yml"))
	require.NoError(t, err)
	var read stackFile
	require.NoError(t, yaml.Unmarshal(text, &read))
	return read
}

// declaration is a variable or an output of Terraform's. An output has no type of its own, and no default.
type declaration struct {
	Description string
	Type        cty.Type
	Default     cty.Value // cty.NilVal without one
	Ephemeral   bool
}

// declarations reads the blocks of one sort ("variable", "output") in a file, or in all that a pattern matches.
func declarations(t *testing.T, sort string, path ...string) map[string]declaration {
	t.Helper()
	files, err := filepath.Glob(harness.In(path...))
	require.NoError(t, err)
	declared := map[string]declaration{}
	for _, name := range files {
		file, problems := hclparse.NewParser().ParseHCLFile(name)
		require.False(t, problems.HasErrors(), "%v", problems)
		blocks, _, problems := file.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: sort, LabelNames: []string{"name"}}}})
		require.False(t, problems.HasErrors(), "%v", problems)
		for _, block := range blocks.Blocks {
			declared[block.Labels[0]] = readBlock(t, block)
		}
	}
	require.NotEmpty(t, declared, "%ss in %v", sort, path)
	return declared
}

// found are the labels of a file's blocks of one sort, which may be none.
func found(t *testing.T, sort, path string) []string {
	t.Helper()
	file, problems := hclparse.NewParser().ParseHCLFile(path)
	require.False(t, problems.HasErrors(), "%v", problems)
	blocks, _, problems := file.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: sort, LabelNames: []string{"name"}}}})
	require.False(t, problems.HasErrors(), "%v", problems)
	var labels []string
	for _, block := range blocks.Blocks {
		labels = append(labels, block.Labels...)
	}
	return labels
}

// moduleArguments are the names of what a module block gives its module, but where that is.
func moduleArguments(t *testing.T, module string, path ...string) []string {
	t.Helper()
	file, problems := hclparse.NewParser().ParseHCLFile(harness.In(path...))
	require.False(t, problems.HasErrors(), "%v", problems)
	content, _, problems := file.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "module", LabelNames: []string{"name"}}}})
	require.False(t, problems.HasErrors(), "%v", problems)
	given := map[string]*hcl.Attribute{}
	for _, block := range content.Blocks {
		if block.Labels[0] == module {
			given, problems = block.Body.JustAttributes()
			require.False(t, problems.HasErrors(), "%v", problems)
		}
	}
	delete(given, "source")
	return keys(given)
}

// limits are the keys of the local value `limits` of a file.
func limits(t *testing.T, path ...string) []string {
	t.Helper()
	file, problems := hclparse.NewParser().ParseHCLFile(harness.In(path...))
	require.False(t, problems.HasErrors(), "%v", problems)
	content, _, problems := file.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "locals"}}})
	require.False(t, problems.HasErrors(), "%v", problems)
	var names []string
	for _, block := range content.Blocks {
		attributes, problems := block.Body.JustAttributes()
		require.False(t, problems.HasErrors(), "%v", problems)
		if all, found := attributes["limits"]; found {
			pairs, problems := hcl.ExprMap(all.Expr)
			require.False(t, problems.HasErrors(), "%v", problems)
			for _, pair := range pairs {
				name, problems := pair.Key.Value(nil)
				require.False(t, problems.HasErrors(), "%v", problems)
				names = append(names, name.AsString())
			}
		}
	}
	return names
}

func readBlock(t *testing.T, block *hcl.Block) declaration {
	t.Helper()
	content, _, problems := block.Body.PartialContent(&hcl.BodySchema{
		Attributes: []hcl.AttributeSchema{{Name: "description"}, {Name: "type"}, {Name: "default"}, {Name: "ephemeral"}},
	})
	require.False(t, problems.HasErrors(), "%v", problems)
	read := declaration{Type: cty.DynamicPseudoType}
	if attribute, found := content.Attributes["description"]; found {
		value, problems := attribute.Expr.Value(nil)
		require.False(t, problems.HasErrors(), "%v", problems)
		read.Description = value.AsString()
	}
	if attribute, found := content.Attributes["type"]; found {
		read.Type, _, problems = typeexpr.TypeConstraintWithDefaults(attribute.Expr)
		require.False(t, problems.HasErrors(), "%v", problems)
	}
	if attribute, found := content.Attributes["default"]; found {
		read.Default, problems = attribute.Expr.Value(nil)
		require.False(t, problems.HasErrors(), "%v", problems)
	}
	if attribute, found := content.Attributes["ephemeral"]; found {
		value, problems := attribute.Expr.Value(nil)
		require.False(t, problems.HasErrors(), "%v", problems)
		read.Ephemeral = value.True()
	}
	return read
}

// conforms says why a value of YAML or JSON is not one of a type, as strictly as no conversion allows.
func conforms(value any, to cty.Type) error {
	switch {
	case to == cty.String:
		return kindOf[string](value, to)
	case to == cty.Bool:
		return kindOf[bool](value, to)
	case to == cty.Number:
		if kindOf[int](value, to) == nil {
			return nil
		}
		return kindOf[float64](value, to)
	case to.IsListType() || to.IsSetType() || to.IsTupleType():
		elements, is := value.([]any)
		if !is {
			return fmt.Errorf("%v is not a %s", value, to.FriendlyName())
		}
		return eachConforms(elements, to)
	case to.IsMapType() || to.IsObjectType():
		entries, is := value.(map[string]any)
		if !is {
			return fmt.Errorf("%v is not a %s", value, to.FriendlyName())
		}
		return entriesConform(entries, to)
	}
	return fmt.Errorf("%s is no type to compare with", to.FriendlyName())
}

func kindOf[T any](value any, to cty.Type) error {
	if _, is := value.(T); !is {
		return fmt.Errorf("%v (%T) is not a %s", value, value, to.FriendlyName())
	}
	return nil
}

func eachConforms(elements []any, to cty.Type) error {
	if to.IsTupleType() && to.Length() != len(elements) {
		return fmt.Errorf("%v has not %d elements", elements, to.Length())
	}
	for i, element := range elements {
		of := cty.DynamicPseudoType
		if to.IsTupleType() {
			of = to.TupleElementType(i)
		} else {
			of = to.ElementType()
		}
		if err := conforms(element, of); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	return nil
}

func entriesConform(entries map[string]any, to cty.Type) error {
	if to.IsObjectType() && strings.Join(keys(entries), " ") != strings.Join(keys(to.AttributeTypes()), " ") {
		return fmt.Errorf("%v has other keys than %s", entries, to.FriendlyName())
	}
	for key, entry := range entries {
		of := cty.DynamicPseudoType
		if to.IsObjectType() {
			of = to.AttributeType(key)
		} else {
			of = to.ElementType()
		}
		if err := conforms(entry, of); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}
