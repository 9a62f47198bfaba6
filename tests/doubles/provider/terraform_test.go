package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// unit is a folder with a configuration, and the program that TERRAFORM names to run on it.
type unit struct {
	t           *testing.T
	folder      string
	environment []string
}

// newUnit makes a mirror with the doubles of providers (source, without the registry, and version).
func newUnit(t *testing.T, providers map[string]string) *unit {
	t.Helper()
	if os.Getenv("TERRAFORM") == "" {
		t.Skip("TERRAFORM names no program")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	testdata, err := filepath.Abs("server/testdata")
	if err != nil {
		t.Fatal(err)
	}
	folder, mirror := t.TempDir(), t.TempDir()
	for source, version := range providers {
		for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
			at := filepath.Join(mirror, registry, source, version, runtime.GOOS+"_"+runtime.GOARCH)
			name := "terraform-provider-" + filepath.Base(source) + "_v" + version
			if err := os.MkdirAll(at, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(self, filepath.Join(at, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	u := &unit{t, folder, append(os.Environ(), "EXAMPLE="+testdata, "DOUBLE_STORE=", "CHECKPOINT_DISABLE=1",
		"TF_CLI_CONFIG_FILE="+filepath.Join(mirror, "rc"), "TF_IN_AUTOMATION=1")}
	u.write(filepath.Join(mirror, "rc"), "provider_installation {\n  filesystem_mirror {\n    path = \""+mirror+"\"\n  }\n}\n")
	return u
}

func (u *unit) write(name, text string) {
	u.t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		u.t.Fatal(err)
	}
}

// configure makes text the whole configuration.
func (u *unit) configure(text string) {
	u.t.Helper()
	u.write(filepath.Join(u.folder, "main.tf"), text)
}

// run runs the program and gives what it says, with the spaces of its frames taken out, and how it ends.
func (u *unit) run(arguments ...string) (string, int) {
	u.t.Helper()
	command := exec.Command(os.Getenv("TERRAFORM"), arguments...)
	command.Dir, command.Env = u.folder, u.environment
	out, err := command.CombinedOutput()
	if _, ended := err.(*exec.ExitError); err != nil && !ended {
		u.t.Fatal(err)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(string(out), "│", "")), " "), command.ProcessState.ExitCode()
}

// ends runs it and fails the test unless it ends so and says all of that.
func (u *unit) ends(code int, says string, arguments ...string) {
	u.t.Helper()
	out, got := u.run(append(arguments, "-no-color")...)
	if got != code || !strings.Contains(out, says) {
		u.t.Fatalf("%v ends with %d, not %d, or does not say %q:\n%s", arguments, got, code, says, out)
	}
}

// store reads a provider's store.
func (u *unit) store(provider string) map[string]map[string]map[string]any {
	u.t.Helper()
	text, err := os.ReadFile(filepath.Join(u.folder, ".double", provider+".json"))
	if err != nil {
		u.t.Fatal(err)
	}
	var data struct {
		Resources map[string]map[string]map[string]any
	}
	if err := json.Unmarshal(text, &data); err != nil {
		u.t.Fatal(err)
	}
	return data.Resources
}

// edit changes a provider's store as a person would.
func (u *unit) edit(provider, from, to string) {
	u.t.Helper()
	name := filepath.Join(u.folder, ".double", provider+".json")
	text, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(text), from) {
		u.t.Fatalf("no %s in %s: %v", from, text, err)
	}
	u.write(name, strings.ReplaceAll(string(text), from, to))
}
