// Package terratest holds one test for each module and stack, and those that compare them with each other.
package terratest

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"

	"infrastructure-template/tests/terratest/harness"
)

// A test applies and destroys, and gives the outputs it had in between.
type test func(*testing.T) harness.Outputs

var moduleTests = map[string]test{}

var stackTests = map[string]test{
	"backup":     backupStack,
	"bastion":    bastionStack,
	"compute":    computeStack,
	"consul":     consulStack,
	"edge":       edgeStack,
	"garage":     garageStack,
	"ldap":       ldapStack,
	"management": managementStack,
	"nomad":      nomadStack,
	"tunnel":     tunnelStack,
	"vault":      vaultStack,
	"vpn":        vpnStack,
}

// tests adds those of one provider to moduleTests; each provider's file does so in its init.
func tests(provider string, ofKinds map[string]test) {
	for kind, one := range ofKinds {
		moduleTests[kind+"/"+provider] = one
	}
}

// TestModules runs the test of every module folder there is, and leaves the types of its outputs in $TYPES.
func TestModules(t *testing.T) {
	t.Parallel()
	for folder, had := range runAll(t, "modules", moduleFolders(t), moduleTests) {
		if to := os.Getenv("TYPES"); to != "" {
			text, err := json.Marshal(typeNames(had.Types()))
			require.NoError(t, err)
			require.NoError(t, os.MkdirAll(to, 0o700))
			require.NoError(t, os.WriteFile(typesFile(folder), text, 0o600))
		}
	}
}

func typesFile(folder string) string {
	return filepath.Join(os.Getenv("TYPES"), strings.ReplaceAll(folder, "/", "-")+".json")
}

// TestOutputsHaveTheSameTypes compares what TestModules left: a kind's providers, with one another.
func TestOutputsHaveTheSameTypes(t *testing.T) {
	if os.Getenv("TYPES") == "" {
		t.Skip("TYPES names no folder: make test-modules compares the types of outputs")
	}
	types := map[string]map[string]string{}
	for _, folder := range moduleFolders(t) {
		if filepath.Dir(folder) == services {
			continue // each is an interface of its own
		}
		text, err := os.ReadFile(typesFile(folder))
		if assert.NoError(t, err, "the test of modules/%s did not get as far as its outputs", folder) {
			one := map[string]string{}
			require.NoError(t, json.Unmarshal(text, &one))
			types[folder] = one
		}
	}
	for _, difference := range differences(types) {
		t.Error(difference)
	}
}

// TestStacks runs the test of every stack folder there is, then compares its outputs with its mocks.
func TestStacks(t *testing.T) {
	t.Parallel()
	for stack, outputs := range runAll(t, "stacks", stackFolders(t), stackTests) {
		mocks := readStack(t, stack).Mocks
		assert.ElementsMatch(t, keys(outputs), keys(mocks), "stacks/%s: its outputs and the mocks of stack.yml", stack)
		for name, mock := range mocks {
			if output, found := outputs[name]; found {
				assert.NoError(t, conforms(mock, output.Type), "stacks/%s/stack.yml: the mock of %s", stack, name)
			}
		}
	}
}

// TestEverythingHasATest: a folder without a test is a failure, and so is a test without a folder.
func TestEverythingHasATest(t *testing.T) {
	assert.ElementsMatch(t, moduleFolders(t), keys(moduleTests), "folders of modules/, and the tests there are of them")
	assert.ElementsMatch(t, stackFolders(t), keys(stackTests), "folders of stacks/, and the tests there are of them")
}

// runAll runs the tests of these folders below base, all at once.
func runAll(t *testing.T, base string, folders []string, tests map[string]test) map[string]harness.Outputs {
	t.Helper()
	var lock sync.Mutex
	all := map[string]harness.Outputs{}
	t.Run("each", func(t *testing.T) {
		for _, folder := range folders {
			t.Run(folder, func(t *testing.T) {
				t.Parallel() // no more at once than go test's -parallel
				run, found := tests[folder]
				require.True(t, found, "%s/%s has no test", base, folder)
				outputs := run(t)
				lock.Lock()
				defer lock.Unlock()
				all[folder] = outputs
			})
		}
	})
	return all
}

// services are modules too, but no providers of one kind: each configures another program.
const services = "services"

// stackFolders are all folders of stacks/ but prices/, which holds what cost-gate reads.
func stackFolders(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(foldersOf(t, "stacks", "*"), func(folder string) bool { return folder == "prices" })
}

// moduleFolders are all <kind>/<provider>; providers/ holds no modules but what units need to configure providers.
func moduleFolders(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(foldersOf(t, "modules", "*/*"), func(folder string) bool { return filepath.Dir(folder) == "providers" })
}

// kindFolders are the folders with an interface.
func kindFolders(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(foldersOf(t, "modules", "*"), func(folder string) bool { return folder == "providers" || folder == services })
}

// providerFolders are the implementations of kinds.
func providerFolders(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(moduleFolders(t), func(folder string) bool { return filepath.Dir(folder) == services })
}

// serviceFolders are the modules that are no implementations of kinds, services/<program>: kinds of their own to stacks.
func serviceFolders(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(moduleFolders(t), func(folder string) bool { return filepath.Dir(folder) != services })
}

// foldersOf lists the folders below base that match, relative to it.
func foldersOf(t *testing.T, base, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(harness.In(base, pattern))
	require.NoError(t, err)
	var folders []string
	for _, path := range paths {
		about, err := os.Stat(path)
		require.NoError(t, err)
		if about.IsDir() {
			folder, err := filepath.Rel(harness.In(base), path)
			require.NoError(t, err)
			folders = append(folders, folder)
		}
	}
	require.NotEmpty(t, folders, "%s/%s", base, pattern)
	return folders
}

// differences compares the outputs of modules, by kind/provider, with those of the first provider of their kind.
func differences(types map[string]map[string]string) []string {
	var found []string
	first := map[string]string{}
	for _, folder := range keys(types) {
		kind := filepath.Dir(folder)
		if first[kind] == "" {
			first[kind] = folder
		}
		if expected := types[first[kind]]; !maps.Equal(expected, types[folder]) {
			found = append(found, fmt.Sprintf("outputs of %s are %v, those of %s %v", folder, types[folder], first[kind], expected))
		}
	}
	return found
}

// typeNames spells types out, so that a difference can be read.
func typeNames(types map[string]cty.Type) map[string]string {
	names := map[string]string{}
	for name, one := range types {
		names[name] = one.GoString()
	}
	return names
}
