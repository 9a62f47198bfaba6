package mutation

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

// How many mistakes of each sort are seeded in a module, evenly over those that can be.
const ofEachSort = 3

// TestMistakesAreCaught seeds mistakes in every module, each alone. A mistake is caught when Terraform, with the module's
// provider or its double, refuses the module, or else when the module's own tests fail.
func TestMistakesAreCaught(t *testing.T) {
	program := os.Getenv("MODULE_TESTS")
	if program == "" {
		t.Skip("MODULE_TESTS names no program: make mutation seeds mistakes")
	}
	var lock sync.Mutex
	seeded, caught := map[string]int{}, map[string]int{}
	var report []string
	t.Run("each", func(t *testing.T) {
		folders, err := filepath.Glob(harness.In("modules", "*", "*", "versions.tf"))
		require.NoError(t, err)
		for _, file := range folders {
			module, err := filepath.Rel(harness.In("modules"), filepath.Dir(file))
			require.NoError(t, err)
			t.Run(module, func(t *testing.T) {
				t.Parallel()
				subject := newSubject(t, module, program)
				for _, one := range subject.sample(t) {
					found := subject.catches(t, one)
					lock.Lock()
					seeded[one.Sort]++
					if found {
						caught[one.Sort]++
					} else {
						report = append(report, "not caught: "+strings.TrimPrefix(one.String(), subject.root+"/"))
					}
					lock.Unlock()
				}
			})
		}
	})
	total, all := 0, 0
	for _, sort := range slices.Sorted(maps.Keys(seeded)) {
		report = append(report, fmt.Sprintf("%s: %d of %d caught", sort, caught[sort], seeded[sort]))
		if sort != WrongValue {
			total += caught[sort]
			all += seeded[sort]
		}
	}
	report = append(report, fmt.Sprintf("in all but wrong values: %d of %d seeded mistakes were caught", total, all))
	require.NoError(t, os.WriteFile(os.Getenv("REPORT"), []byte(strings.Join(report, "\n")+"\n"), 0o600))
	assert.GreaterOrEqual(t, all, 200, "seeded mistakes")
	assert.GreaterOrEqual(t, total*100, all*95, "%d of %d seeded mistakes were caught, less than 95 %%", total, all)
}

// subject is a copy of the modules that mistakes are seeded in, and a folder where one of them is a root, initialised.
type subject struct {
	root, module, folder, program string
}

func newSubject(t *testing.T, module, program string) *subject {
	t.Helper()
	s := &subject{root: t.TempDir(), module: module, folder: t.TempDir(), program: program}
	for _, part := range []string{"modules", "stacks"} {
		said, err := exec.Command("cp", "-a", harness.In(part), s.root).CombinedOutput()
		require.NoError(t, err, "%s", said)
	}
	for _, folder := range []string{s.own(), filepath.Join(s.root, "modules", "providers", filepath.Base(module))} {
		files, err := filepath.Glob(filepath.Join(folder, "*.tf"))
		require.NoError(t, err)
		for _, file := range files {
			_ = os.Symlink(file, filepath.Join(s.folder, filepath.Base(file))) // regions.tf is in both
		}
	}
	said, err := s.terraform("init", "-input=false", "-no-color").CombinedOutput()
	require.NoError(t, err, "%s", said)
	said, err = s.terraform("validate", "-no-color").CombinedOutput()
	require.NoError(t, err, "the module itself: %s", said)
	return s
}

func (s *subject) own() string { return filepath.Join(s.root, "modules", s.module) }

func (s *subject) terraform(arguments ...string) *exec.Cmd {
	program := os.Getenv("TERRAFORM")
	if program == "" {
		program = "terraform"
	}
	command := exec.Command(program, arguments...)
	command.Dir = s.folder
	command.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "DOUBLE_STORE="+filepath.Join(s.folder, ".double"))
	return command
}

// catches seeds the mistake, looks whether it is found, and takes it back.
func (s *subject) catches(t *testing.T, one Mistake) bool {
	t.Helper()
	right, err := os.ReadFile(one.File)
	require.NoError(t, err)
	wrong, err := one.Seeded()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(one.File, wrong, 0o600))
	defer func() { require.NoError(t, os.WriteFile(one.File, right, 0o600)) }()
	if s.terraform("validate", "-no-color").Run() != nil {
		return true
	}
	own := exec.Command(s.program, "-test.run", "^TestModules$/^each$/^"+strings.ReplaceAll(s.module, "/", "$/^")+"$")
	own.Dir = harness.In("tests", "terratest")
	own.Env = append(os.Environ(), "ROOT="+s.root, "TYPES=")
	return own.Run() != nil
}

// sample takes so many of each sort, evenly.
func (s *subject) sample(t *testing.T) []Mistake {
	t.Helper()
	all, err := Mistakes(s.own(), s.required(t))
	require.NoError(t, err)
	bySort := map[string][]Mistake{}
	for _, one := range all {
		bySort[one.Sort] = append(bySort[one.Sort], one)
	}
	var taken []Mistake
	for _, sort := range []string{"wrong argument", "wrong type", "missing", "no such attribute", WrongValue} {
		of := bySort[sort]
		for i := range min(ofEachSort, len(of)) {
			taken = append(taken, of[i*len(of)/min(ofEachSort, len(of))])
		}
	}
	return taken
}

// block is one of `terraform providers schema -json`, as far as it is needed.
type block struct {
	Attributes map[string]struct{ Required bool }
	BlockTypes map[string]struct {
		Block    block
		MinItems int `json:"min_items"`
	} `json:"block_types"`
}

// required asks the provider's schema.
func (s *subject) required(t *testing.T) Required {
	t.Helper()
	said, err := s.terraform("providers", "schema", "-json").Output()
	require.NoError(t, err)
	var schema struct {
		Providers map[string]struct {
			Resources map[string]struct{ Block block } `json:"resource_schemas"`
			Data      map[string]struct{ Block block } `json:"data_source_schemas"`
		} `json:"provider_schemas"`
	}
	require.NoError(t, json.Unmarshal(said, &schema))
	blocks := map[string]block{}
	for _, provider := range schema.Providers {
		for name, resource := range provider.Data {
			blocks[name] = resource.Block
		}
		for name, resource := range provider.Resources {
			blocks[name] = resource.Block
		}
	}
	return func(resource string, path []string) bool {
		here := blocks[resource]
		for _, step := range path[:len(path)-1] {
			here = here.BlockTypes[step].Block
		}
		last := path[len(path)-1]
		return here.Attributes[last].Required || here.BlockTypes[last].MinItems > 0
	}
}
