// Package terratest holds one test for each module and stack, and those that compare them with each other.
package terratest

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"

	"infrastructure-template/tests/terratest/harness"
)

// A test applies and destroys, and gives the outputs it had in between.
type test func(*testing.T) harness.Outputs

var moduleTests = map[string]test{
	"compute/hetzner":  computeHetzner,
	"firewall/hetzner": firewallHetzner,
	"network/hetzner":  networkHetzner,
	"storage/hetzner":  storageHetzner,
}

var stackTests = map[string]test{
	"compute":    computeStack,
	"management": managementStack,
	"vpn":        vpnStack,
}

// TestModules runs the test of every module folder there is, then compares the outputs of each kind's providers.
func TestModules(t *testing.T) {
	t.Parallel()
	outputs := runAll(t, "modules", "*/*", moduleTests)
	types := map[string]map[string]cty.Type{}
	for folder, had := range outputs {
		types[folder] = had.Types()
	}
	for _, difference := range differences(types) {
		t.Error(difference)
	}
}

// TestStacks runs the test of every stack folder there is, then compares its outputs with its mocks.
func TestStacks(t *testing.T) {
	t.Parallel()
	for stack, outputs := range runAll(t, "stacks", "*", stackTests) {
		mocks := readStack(t, stack).Mocks
		assert.ElementsMatch(t, keys(outputs), keys(mocks), "stacks/%s: its outputs and the mocks of stack.yml", stack)
		for name, mock := range mocks {
			if output, found := outputs[name]; found {
				assert.NoError(t, conforms(mock, output.Type), "stacks/%s/stack.yml: the mock of %s", stack, name)
			}
		}
	}
}

// runAll runs the tests of the folders below base that match, all at once. A folder without a test is a failure, and so
// is a test without a folder.
func runAll(t *testing.T, base, pattern string, tests map[string]test) map[string]harness.Outputs {
	t.Helper()
	folders := foldersOf(t, base, pattern)
	for name := range tests {
		assert.Contains(t, folders, name, "there is a test of %s/%s, and no such folder", base, name)
	}
	var lock sync.Mutex
	all := map[string]harness.Outputs{}
	t.Run("each", func(t *testing.T) {
		for _, folder := range folders {
			t.Run(folder, func(t *testing.T) {
				t.Parallel() // no more at once than go test's -parallel
				run, found := tests[folder]
				require.True(t, found, "%s/%s has no test: write one, and list it in tree_test.go", base, folder)
				outputs := run(t)
				lock.Lock()
				defer lock.Unlock()
				all[folder] = outputs
			})
		}
	})
	return all
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
func differences(types map[string]map[string]cty.Type) []string {
	var found []string
	first := map[string]string{}
	for _, folder := range keys(types) {
		kind := filepath.Dir(folder)
		if first[kind] == "" {
			first[kind] = folder
		}
		expected, actual := typeNames(types[first[kind]]), typeNames(types[folder])
		if !maps.Equal(expected, actual) {
			found = append(found, fmt.Sprintf("outputs of %s are %v, those of %s %v", folder, actual, first[kind], expected))
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
