package harness

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Environment is an inventory, rendered by the program that Make renders with.
type Environment struct {
	folder string
	cloud  *Cloud
}

// Render writes an inventory with these units, under these defaults, and renders it.
func Render(t *testing.T, cloud *Cloud, defaults, units map[string]any) *Environment {
	t.Helper()
	environment := &Environment{folder: t.TempDir(), cloud: cloud}
	inventory := map[string]any{"product": "demo", "labels": map[string]any{"team": "platform"}, "defaults": defaults, "units": units}
	text, err := json.Marshal(inventory) // JSON is YAML
	require.NoError(t, err)
	environments := environment.in("inventory", "envs")
	require.NoError(t, os.MkdirAll(environments, 0o700))
	require.NoError(t, os.WriteFile(environment.in("inventory", "product.yml"), text, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(environments, "test.yml"), []byte("units: {}\n"), 0o600))

	render := exec.Command(renderer(), "render", "-e", "test", "-i", environment.in("inventory"),
		"-s", In("stacks", "inventory.schema.json"), "--stacks", In("stacks"), "--modules", In("modules"),
		"--state", environment.in("state"), "-o", environment.in("build", "test"))
	said, err := render.CombinedOutput()
	require.NoError(t, err, "%s", said)
	environment.leaveLinks(t)
	return environment
}

// linked is the file that $LINKED names, empty at first.
var linked = sync.OnceValues(func() (*os.File, error) { return os.Create(os.Getenv("LINKED")) })

// leaveLinks leaves in that file what the environment links, as the renderer tells make of it: patterns of files.
func (e *Environment) leaveLinks(t *testing.T) {
	t.Helper()
	if os.Getenv("LINKED") == "" {
		return
	}
	units, err := os.ReadFile(e.in("build", "test", "units.mk"))
	require.NoError(t, err)
	_, globs, found := strings.Cut(string(units), "\nunits.globs := ")
	require.True(t, found, "%s", units)
	globs, _, _ = strings.Cut(globs, "\n")
	file, err := linked()
	require.NoError(t, err)
	_, err = file.WriteString(strings.ReplaceAll(globs, Root()+"/", "") + " ") // no newline: make 4.3 may keep one
	require.NoError(t, err)
}

func (e *Environment) in(elements ...string) string {
	return filepath.Join(append([]string{e.folder}, elements...)...)
}

// Unit is a rendered unit, initialised. What it takes from others are mocks until Feed.
func (e *Environment) Unit(t *testing.T, name string) *Unit {
	t.Helper()
	unit := newUnit(e.cloud, e.in("build", "test", name))
	unit.Feed(t, nil)
	unit.init(t)
	return unit
}

// Feed gives the unit the outputs of others, by unit, as Make does: the mock of what is not there.
func (u *Unit) Feed(t *testing.T, from map[string]Outputs) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(u.TerraformDir, "inputs.json"))
	if os.IsNotExist(err) {
		return // it depends on nobody
	}
	require.NoError(t, err)
	var inputs map[string]struct {
		Unit, Output string
		Mock         any
	}
	require.NoError(t, json.Unmarshal(text, &inputs))
	variables := Variables{}
	for name, input := range inputs {
		variables[name] = input.Mock
		if output, given := from[input.Unit][input.Output]; given {
			variables[name] = output.Value
		}
	}
	u.write(t, "inputs.auto.tfvars.json", variables)
}
