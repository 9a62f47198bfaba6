package harness

import (
	"encoding/json"
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
	files, err := filepath.Glob(filepath.Join(u.TerraformDir, store, "*.json"))
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var held struct{ Resources map[string]map[string]any }
		require.NoError(t, json.Unmarshal(text, &held))
		for kind, ones := range held.Resources {
			if len(ones) > 0 {
				counts[kind] = len(ones)
			}
		}
	}
	return counts
}
