package terratest

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"infrastructure-template/tests/terratest/harness"
)

// Each provider's folder links to the interface of its kind, and has no variables of its own.
func TestProvidersShareTheInterfaceOfTheirKind(t *testing.T) {
	for _, folder := range providerFolders(t) {
		for file, target := range map[string]string{
			"variables.tf": "../variables.tf", "context.tf": "../../context.tf", "clouds.tf": "../../clouds.tf", "capabilities.tf": "../../capabilities.tf",
		} {
			link, err := os.Readlink(harness.In("modules", folder, file))
			if assert.NoError(t, err, "modules/%s/%s is no link", folder, file) {
				assert.Equal(t, target, link, "modules/%s/%s", folder, file)
			}
		}
		own, err := filepath.Glob(harness.In("modules", folder, "*.tf"))
		require.NoError(t, err)
		for _, file := range own {
			if about, err := os.Lstat(file); assert.NoError(t, err) && about.Mode().IsRegular() {
				assert.Empty(t, found(t, "variable", file), "%s declares variables of its own", file)
				assert.Empty(t, found(t, "provider", file), "%s configures a provider, which is the unit's business", file)
				assert.Empty(t, found(t, "module", file), "%s calls a module", file)
			}
		}
	}
}

// Outputs of one name; their types are compared once they are known, after apply, by TestModules.
func TestProvidersDeclareTheSameOutputs(t *testing.T) {
	first := map[string]string{}
	for _, folder := range providerFolders(t) {
		kind := filepath.Dir(folder)
		if first[kind] == "" {
			first[kind] = folder
		}
		assert.Equal(t, keys(declarations(t, "output", "modules", first[kind], "outputs.tf")),
			keys(declarations(t, "output", "modules", folder, "outputs.tf")), "outputs of %s and %s", first[kind], folder)
	}
}

func TestEverythingDeclaredIsTypedAndDescribed(t *testing.T) {
	inputs := [][]string{{"modules", "context.tf"}, {"modules", "clouds.tf"}}
	outputs := [][]string{}
	for _, kind := range kindFolders(t) {
		inputs = append(inputs, []string{"modules", kind, "variables.tf"})
	}
	for _, folder := range serviceFolders(t) {
		inputs = append(inputs, []string{"modules", folder, "variables*.tf"})
	}
	for _, folder := range moduleFolders(t) {
		outputs = append(outputs, []string{"modules", folder, "outputs.tf"})
	}
	for _, stack := range stackFolders(t) {
		inputs = append(inputs, []string{"stacks", stack, "*.tf"})
		outputs = append(outputs, []string{"stacks", stack, "outputs.tf"})
	}
	for _, path := range inputs {
		for name, variable := range declarations(t, "variable", path...) {
			assert.False(t, variable.Type.HasDynamicTypes(), "%v: variable %s has no type, or any", path, name)
			assert.NotEmpty(t, variable.Description, "%v: variable %s has no description", path, name)
		}
	}
	for _, path := range outputs {
		for name, output := range declarations(t, "output", path...) {
			assert.NotEmpty(t, output.Description, "%v: output %s has no description", path, name)
		}
	}
}

// A limit is named after the variable that asks for more: "routes", "load_balancer.size", "image: debian-12".
func TestLimitsAreNamedAfterVariables(t *testing.T) {
	shared := keys(declarations(t, "variable", "modules", "clouds.tf"))
	for _, folder := range providerFolders(t) {
		variables := append(keys(declarations(t, "variable", "modules", filepath.Dir(folder), "variables.tf")), shared...)
		for _, limit := range limits(t, "modules", folder, "limits.tf") {
			assert.Contains(t, variables, strings.FieldsFunc(limit, func(r rune) bool { return strings.ContainsRune(".:", r) })[0], "modules/%s/limits.tf: %q", folder, limit)
		}
	}
}

// A stack.yml repeats what C cannot read in HCL: secrets are what no plan and no state may hold. The mocks' types are
// compared by TestStacks.
func TestStackFilesSayWhatTerraformSays(t *testing.T) {
	kinds := append(kindFolders(t), serviceFolders(t)...)
	for _, stack := range stackFolders(t) {
		read := readStack(t, stack)
		variables, secrets := []string{}, []string{}
		for name, variable := range declarations(t, "variable", "stacks", stack, "*.tf") {
			if variable.Ephemeral {
				secrets = append(secrets, name)
			} else {
				variables = append(variables, name)
			}
		}
		assert.ElementsMatch(t, variables, append(read.Variables, "context"), "stacks/%s: variables and stack.yml", stack)
		assert.ElementsMatch(t, secrets, read.Secrets, "stacks/%s: ephemeral variables and the secrets of stack.yml", stack)
		outputs := keys(declarations(t, "output", "stacks", stack, "outputs.tf"))
		assert.ElementsMatch(t, outputs, keys(read.Mocks), "stacks/%s: outputs.tf and the mocks of stack.yml", stack)
		assert.NotEmpty(t, read.Description, "stacks/%s/stack.yml has no description", stack)
		assert.Subset(t, kinds, read.Kinds, "stacks/%s/stack.yml links kinds that do not exist", stack)
	}
}

// The stack of a service links its module's variables, hands on each of them, and each of its outputs.
func TestStacksOfServicesLeaveNothingOut(t *testing.T) {
	for _, folder := range serviceFolders(t) {
		program := filepath.Base(folder)
		linked, err := filepath.Glob(harness.In("modules", folder, "variables*.tf"))
		require.NoError(t, err)
		for _, file := range linked {
			link, err := os.Readlink(harness.In("stacks", program, filepath.Base(file)))
			if assert.NoError(t, err, "stacks/%s/%s is no link", program, filepath.Base(file)) {
				assert.Equal(t, filepath.Join("../../modules", folder, filepath.Base(file)), link)
			}
		}
		given := append(keys(declarations(t, "variable", "modules", folder, "variables*.tf")), "context")
		assert.ElementsMatch(t, given, moduleArguments(t, program, "stacks", program, "main.tf"), "stacks/%s: what its module is given", program)
		assert.Equal(t, keys(declarations(t, "output", "modules", folder, "outputs.tf")),
			keys(declarations(t, "output", "stacks", program, "outputs.tf")), "stacks/%s: its outputs and those of its module", program)
	}
}

// A dependant's variable gets the output of the same name, of whatever stack: it had better be of its type.
func TestOutputsHaveTheTypesOfVariablesOfTheirName(t *testing.T) {
	met := 0
	for _, from := range stackFolders(t) {
		mocks := readStack(t, from).Mocks
		for _, to := range stackFolders(t) {
			for name, variable := range declarations(t, "variable", "stacks", to, "*.tf") {
				if mock, found := mocks[name]; found {
					met++
					assert.NoError(t, conforms(mock, variable.Type), "output %s of stacks/%s, given to the variable of stacks/%s", name, from, to)
				}
			}
		}
	}
	assert.NotZero(t, met, "names that meet")
}

// structural are the keys of a unit that are no variables; kinds are not, either.
var structural = []string{"stack", "provider", "depends_on", "inputs", "secrets"}

// The inventory's schema and the stacks' variables: the same keys, of the same types, with the same defaults.
func TestInventorySchemaSaysWhatTerraformSays(t *testing.T) {
	text, err := os.ReadFile(harness.In("stacks", "inventory.schema.json"))
	require.NoError(t, err)
	schema := schemaFile{}
	require.NoError(t, json.Unmarshal(text, &schema.root))
	properties := schema.at(t, "#/$defs/keys")["properties"].(map[string]any)

	known := append(kindFolders(t), structural...)
	for _, stack := range stackFolders(t) {
		variables := declarations(t, "variable", "stacks", stack, "*.tf")
		delete(variables, "context")
		for name := range schema.ofStack(t, stack) {
			assert.Contains(t, variables, name, "the schema says what %s is in a unit of stack %s", name, stack)
		}
		for name, variable := range variables {
			if variable.Ephemeral {
				assert.NotContains(t, properties, name, "stacks/%s: a secret is no key of the inventory", stack)
				continue
			}
			known = append(known, name)
			property, found := properties[name].(map[string]any)
			if !assert.True(t, found, "stacks/%s: the schema does not know %s", stack, name) {
				continue
			}
			property = maps.Clone(property)
			if own, found := schema.ofStack(t, stack)[name].(map[string]any); found {
				maps.Copy(property, own)
			}
			assert.NoError(t, schema.describes(t, property, variable.Type), "stacks/%s: %s in the schema and in variables.tf", stack, name)
			if standard, given := property["default"]; given && variable.Default != cty.NilVal {
				value, err := ctyjson.Marshal(variable.Default, variable.Default.Type())
				require.NoError(t, err)
				expected, err := json.Marshal(standard)
				require.NoError(t, err)
				assert.JSONEq(t, string(expected), string(value), "stacks/%s: the default of %s in the schema and in variables.tf", stack, name)
			}
		}
	}
	assert.Subset(t, known, keys(properties), "the schema has keys that no stack takes")
	assert.ElementsMatch(t, stackFolders(t), properties["stack"].(map[string]any)["enum"], "the stacks that the schema knows")
}
