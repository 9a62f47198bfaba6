// Package harness plans and applies this repository's modules and stacks against a cloud that exists in memory only.
//
// Make says where things are; run by hand (go test ./...), they are looked for where make puts them:
//
//	ROOT                the repository
//	TERRAFORM           terraform or tofu
//	TF_CLI_CONFIG_FILE  read by that program: a configuration that knows the providers' mirror
//	YAML_TO_TFVARS      the renderer
//	DOUBLE              the schema double
//	HETZNER_API         the double of the Hetzner Cloud API; else it is run from its source
//	LINKED              a file that gets what the rendered environments link; without it none does
package harness

import (
	"os"
	"path/filepath"
	"runtime"
)

// Root is the repository's folder.
func Root() string {
	_, here, _, _ := runtime.Caller(0)
	return setting("ROOT", filepath.Join(filepath.Dir(here), "..", "..", ".."))
}

// In is a path below the repository's folder.
func In(elements ...string) string {
	return filepath.Join(append([]string{Root()}, elements...)...)
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func terraformProgram() string { return setting("TERRAFORM", "terraform") }

func double() string { return setting("DOUBLE", In("build", "doubles", "provider")) }

func renderer() string {
	return setting("YAML_TO_TFVARS", In("build", "tools", "yaml-to-tfvars", "yaml-to-tfvars"))
}
