package harness

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// store is the folder of a unit that its schema doubles keep what they made in.
const store = ".double"

// Made is how many resources of each type the doubles hold, without the types there is nothing of.
func (u *Unit) Made(t *testing.T) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, held := range u.held(t) {
		for kind, ones := range held.Resources {
			if len(ones) > 0 {
				counts[kind] = len(ones)
			}
		}
	}
	return counts
}

// Written are the paths of the write-only arguments that a resource of a type was last given, by its key in the store.
func (u *Unit) Written(t *testing.T, kind string) map[string][]string {
	t.Helper()
	written := map[string][]string{}
	for _, held := range u.held(t) {
		maps.Copy(written, held.Written[kind])
	}
	return written
}

// holding is a double's store.
type holding struct {
	Resources map[string]map[string]any
	Written   map[string]map[string][]string
}

// held are the stores of all doubles that made something.
func (u *Unit) held(t *testing.T) []holding {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(u.TerraformDir, store, "*.json"))
	require.NoError(t, err)
	var all []holding
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var held holding
		require.NoError(t, json.Unmarshal(text, &held))
		all = append(all, held)
	}
	return all
}
