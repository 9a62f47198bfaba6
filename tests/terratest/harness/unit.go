package harness

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/logger"
	"github.com/gruntwork-io/terratest/modules/terraform"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// Terratest speaks to a test's own log, which is shown when the test fails, and not past it.
func init() { logger.Default = logger.TestingT }

// Variables of Terraform, by name.
type Variables map[string]any

// With is v with some of them changed.
func (v Variables) With(changes Variables) Variables {
	changed := maps.Clone(v)
	maps.Copy(changed, changes)
	return changed
}

// Unit is a folder that Terraform works in, and the cloud it works on.
type Unit struct {
	*terraform.Options
	Cloud *Cloud
}

// newUnit works on a cloud in memory, or without one on schema doubles, each with a store below the folder.
func newUnit(cloud *Cloud, folder string) *Unit {
	environment := map[string]string{
		"DOUBLE_STORE":        filepath.Join(folder, store),
		"CHECKPOINT_DISABLE":  "1", // no look for newer versions
		"TF_IN_AUTOMATION":    "1",
		"TF_DATA_DIR":         "", // each unit has its own
		"TF_WORKSPACE":        "",
		"TF_PLUGIN_CACHE_DIR": "", // shared by tests that run at once, it is not safe

		// A command ends before collecting garbage pays; beyond the limit it is collected as ever.
		"GOGC":       "off",
		"GOMEMLIMIT": "1GiB",

		// What a provider says is what went wrong, and not each request.
		"TF_LOG_SDK":      "off",
		"TF_LOG_PROVIDER": "off",
	}
	if cloud != nil {
		environment["HCLOUD_ENDPOINT"] = cloud.Endpoint
		environment["HCLOUD_TOKEN"] = token
	}
	return &Unit{Cloud: cloud, Options: &terraform.Options{
		TerraformBinary: terraformProgram(),
		TerraformDir:    folder,
		NoColor:         true,
		EnvVars:         environment,
	}}
}

// Module is one module as a root of its own, with these variables, initialised. Beside it is what its provider needs to
// be configured, as in every unit. Without a cloud (nil) it runs on the schema double of its provider.
func Module(t *testing.T, cloud *Cloud, kind, provider string, variables Variables) *Unit {
	t.Helper()
	unit := newUnit(cloud, t.TempDir())
	link(t, In("modules", kind, provider), unit.TerraformDir)
	configuration, err := filepath.Glob(In("modules", "providers", provider, "*.tf"))
	require.NoError(t, err)
	for _, file := range configuration {
		if _, err := os.Stat(filepath.Join(unit.TerraformDir, filepath.Base(file))); err != nil { // a module's own link to it
			require.NoError(t, os.Symlink(file, filepath.Join(unit.TerraformDir, filepath.Base(file))))
		}
	}
	unit.Set(t, variables)
	unit.init(t)
	return unit
}

// Folder is what Module is, of any folder with Terraform files.
func Folder(t *testing.T, cloud *Cloud, folder string, variables Variables) *Unit {
	t.Helper()
	unit := newUnit(cloud, t.TempDir())
	link(t, folder, unit.TerraformDir)
	unit.Set(t, variables)
	unit.init(t)
	return unit
}

// init initialises the unit.
func (u *Unit) init(t *testing.T) {
	t.Helper()
	terraform.Init(t, u.Options)
	u.attach(t)
}

// link makes the Terraform files of one folder those of another.
func link(t *testing.T, from, to string) {
	t.Helper()
	sources, err := filepath.Glob(filepath.Join(from, "*.tf*"))
	require.NoError(t, err)
	require.NotEmpty(t, sources, "Terraform files in %s", from)
	for _, source := range sources {
		require.NoError(t, os.Symlink(source, filepath.Join(to, filepath.Base(source))))
	}
}

// Set replaces the unit's variables.
func (u *Unit) Set(t *testing.T, variables Variables) {
	t.Helper()
	u.write(t, "terraform.tfvars.json", variables)
}

// Change lets some of the unit's variables be others than its own files and Feed say, until the next Change.
func (u *Unit) Change(t *testing.T, changes Variables) {
	t.Helper()
	u.write(t, "zz.auto.tfvars.json", changes) // the last of these files counts
}

// Secret gives the unit an ephemeral variable, as its environment does.
func (u *Unit) Secret(name, value string) {
	u.EnvVars["TF_VAR_"+name] = value
}

func (u *Unit) write(t *testing.T, file string, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	path := filepath.Join(u.TerraformDir, file)
	require.NoError(t, os.WriteFile(path, text, 0o600))
	return path
}

// Plan is what the unit would do.
func (u *Unit) Plan(t *testing.T) *Plan {
	t.Helper()
	planned := *u.Options
	planned.PlanFilePath = filepath.Join(u.TerraformDir, "tfplan")
	terraform.Plan(t, &planned)
	return &Plan{terraform.ShowWithStruct(t, &planned)}
}

// Apply applies, and asserts that a second plan has nothing to do.
func (u *Unit) Apply(t *testing.T) Outputs {
	t.Helper()
	terraform.Apply(t, u.Options)
	assert.Equal(t, 0, terraform.PlanExitCode(t, u.Options), "the exit code of a second plan: it has changes")
	return u.Outputs(t)
}

// Destroy destroys.
func (u *Unit) Destroy(t *testing.T) {
	t.Helper()
	terraform.Destroy(t, u.Options)
}

// Refuses asserts that the unit does not plan with some variables changed, and says why.
func (u *Unit) Refuses(t *testing.T, changes Variables, why string) {
	t.Helper()
	refused := *u.Options
	refused.VarFiles = []string{u.write(t, "refused.json", changes)}
	defer os.Remove(refused.VarFiles[0])
	_, err := terraform.PlanE(t, &refused)
	if assert.Error(t, err, "%v is no error", changes) {
		assert.Contains(t, oneLine(err.Error()), why) // of stderr alone: in the whole output, stdout may stand amid a message
	}
}

// oneLine undoes the frames and the line breaks that Terraform puts around messages.
func oneLine(message string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(message)), " ")
}

// Output is an output's value and its type.
type Output struct {
	Value any
	Type  cty.Type
}

// Outputs of a unit in state, by name.
type Outputs map[string]Output

// Outputs reads them.
func (u *Unit) Outputs(t *testing.T) Outputs {
	t.Helper()
	var raw map[string]struct{ Type, Value json.RawMessage }
	require.NoError(t, json.Unmarshal([]byte(terraform.OutputJson(t, u.Options, "")), &raw))
	outputs := Outputs{}
	for name, one := range raw {
		var output Output
		var err error
		output.Type, err = ctyjson.UnmarshalType(one.Type)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(one.Value, &output.Value))
		outputs[name] = output
	}
	return outputs
}

// Types of the outputs, by name.
func (o Outputs) Types() map[string]cty.Type {
	types := map[string]cty.Type{}
	for name, output := range o {
		types[name] = output.Type
	}
	return types
}

// Texts is an output that is a list of strings.
func (o Outputs) Texts(name string) []string {
	texts := []string{}
	values, _ := o[name].Value.([]any)
	for _, value := range values {
		text, _ := value.(string)
		texts = append(texts, text)
	}
	return texts
}

// Plan is a plan to ask questions of.
type Plan struct{ *terraform.PlanStruct }

// Counts is how many resources of each type are to be made.
func (p *Plan) Counts() map[string]int {
	counts := map[string]int{}
	for _, change := range p.ResourceChangesMap {
		if change.Change.Actions.Create() || change.Change.Actions.Replace() {
			counts[change.Type]++
		}
	}
	return counts
}

// Values are the planned attributes of the resource at an address.
func (p *Plan) Values(t *testing.T, address string) map[string]any {
	t.Helper()
	resource, found := p.ResourcePlannedValuesMap[address]
	require.True(t, found, "%s is not planned", address)
	return resource.AttributeValues
}

// All are the planned attributes of every resource of a type, by address.
func (p *Plan) All(resourceType string) map[string]map[string]any {
	all := map[string]map[string]any{}
	for address, resource := range p.ResourcePlannedValuesMap {
		if resource.Type == resourceType && resource.Mode == tfjson.ManagedResourceMode {
			all[address] = resource.AttributeValues
		}
	}
	return all
}
