package terratest

import (
	"path/filepath"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"

	"infrastructure-template/tests/terratest/harness"
)

// definitions are the neutral sizes, as compute's variable "size" describes them.
var definitions = map[string]struct{ vcpus, memory float64 }{
	"small": {2, 4}, "medium": {4, 8}, "large": {8, 16}, "xlarge": {16, 32},
}

// Every provider has one table of them, in which each type is within a factor of two of its size's definition.
func TestSizesAreWhatTheyAreCalled(t *testing.T) {
	tables, err := filepath.Glob(harness.In("modules", "compute", "*", "sizes.tf"))
	require.NoError(t, err)
	providers, err := filepath.Glob(harness.In("modules", "compute", "*", "main.tf"))
	require.NoError(t, err)
	require.Len(t, tables, len(providers), "one sizes.tf for each provider of compute")
	for _, table := range tables {
		areWhatTheyAreCalled(t, table, localValue(t, table, "sizes"))
	}
	// Not everything is sold everywhere.
	hetzner := harness.In("modules", "compute", "hetzner", "sizes.tf")
	areWhatTheyAreCalled(t, hetzner, localValue(t, hetzner, "sizes_us"))
}

func areWhatTheyAreCalled(t *testing.T, table string, sizes map[string]cty.Value) {
	t.Helper()
	require.ElementsMatch(t, keys(definitions), keys(sizes), "%s: its sizes", table)
	for name, defined := range definitions {
		size := sizes[name].AsValueMap()
		assert.NotEmpty(t, size["type"].AsString(), "%s: %s has no type", table, name)
		withinTwo(t, size["memory"], defined.memory, table, name, "memory")
		if vcpus := size["vcpus"]; vcpus.IsNull() {
			assert.Equal(t, "heroku", filepath.Base(filepath.Dir(table)), "only Heroku does not publish vCPUs")
		} else {
			withinTwo(t, vcpus, defined.vcpus, table, name, "vcpus")
		}
	}
}

func withinTwo(t *testing.T, value cty.Value, defined float64, table, name, what string) {
	t.Helper()
	actual, _ := value.AsBigFloat().Float64()
	assert.GreaterOrEqual(t, actual, defined/2, "%s: %s of %s", table, what, name)
	assert.LessOrEqual(t, actual, defined*2, "%s: %s of %s", table, what, name)
}

// localValue reads a local value that refers to nothing.
func localValue(t *testing.T, path, name string) map[string]cty.Value {
	t.Helper()
	file, problems := hclparse.NewParser().ParseHCLFile(path)
	require.False(t, problems.HasErrors(), "%v", problems)
	content, _, problems := file.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "locals"}}})
	require.False(t, problems.HasErrors(), "%v", problems)
	for _, block := range content.Blocks {
		attributes, problems := block.Body.JustAttributes()
		require.False(t, problems.HasErrors(), "%v", problems)
		if attribute, found := attributes[name]; found {
			value, problems := attribute.Expr.Value(nil)
			require.False(t, problems.HasErrors(), "%s: %v", path, problems)
			return value.AsValueMap()
		}
	}
	require.Fail(t, "no local value", "%s in %s", name, path)
	return nil
}
