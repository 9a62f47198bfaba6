package harness

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reattach is the variable that tells Terraform of providers which run already.
const reattach = "TF_REATTACH_PROVIDERS"

// supervised runs a provider until standard input ends, which it does with the test, however that ends.
const supervised = `"$0" -debug & read -r _; kill -INT $! && wait $!`

// attach starts the unit's providers once, for all commands to come, as Terraform's own acceptance tests do. Left to
// itself, each command starts each provider about three times, and hashes its program: nearly half the time of a test.
// Only doubles, and the provider of a cloud in memory: any other is started as users' are.
func (u *Unit) attach(t *testing.T) {
	t.Helper()
	programs, err := filepath.Glob(filepath.Join(u.TerraformDir, ".terraform", "providers", "*", "*", "*", "*", "*", "terraform-provider-*"))
	require.NoError(t, err)
	attached := map[string]json.RawMessage{}
	for _, program := range programs {
		if address := addressOf(program); isDouble(program) || u.Cloud != nil && strings.HasSuffix(address, "/hetznercloud/hcloud") {
			attached[address] = u.start(t, program)
		}
	}
	text, err := json.Marshal(attached)
	require.NoError(t, err)
	u.EnvVars[reattach] = string(text)
}

// addressOf is a provider's HOST/NAMESPACE/TYPE; its program is in HOST/NAMESPACE/TYPE/VERSION/PLATFORM/.
func addressOf(program string) string {
	parts := strings.Split(filepath.ToSlash(program), "/")
	return strings.Join(parts[len(parts)-6:len(parts)-3], "/")
}

// isDouble: doubles are one program under many names.
func isDouble(program string) bool {
	one, err := os.Stat(program)
	other, otherErr := os.Stat(double())
	return err == nil && otherErr == nil && os.SameFile(one, other)
}

// start runs a provider until the test ends, and gives what Terraform has to know to attach to it.
func (u *Unit) start(t *testing.T, program string) json.RawMessage {
	t.Helper()
	log, err := os.CreateTemp(u.TerraformDir, filepath.Base(program)+".log.")
	require.NoError(t, err)
	defer log.Close()
	said := func() string {
		text, _ := os.ReadFile(log.Name())
		return string(text)
	}
	provider := exec.Command("sh", "-c", supervised, program)
	provider.Stderr = log
	provider.Env = os.Environ()
	for name, value := range u.EnvVars {
		provider.Env = append(provider.Env, name+"="+value)
	}
	stdin, err := provider.StdinPipe()
	require.NoError(t, err)
	stdout, err := provider.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, provider.Start())
	t.Cleanup(func() {
		stdin.Close()
		assert.NoError(t, provider.Wait(), "%s ended: %s", program, said())
	})

	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if _, text, found := strings.Cut(lines.Text(), reattach+"='"); found {
			var one map[string]json.RawMessage
			require.NoError(t, json.Unmarshal([]byte(strings.TrimSuffix(text, "'")), &one), "%s", text)
			for _, how := range one {
				return how
			}
		}
	}
	require.FailNow(t, "it does not say how to attach to it", "%s: %s", program, said())
	return nil
}
