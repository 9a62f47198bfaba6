// Capabilities prints modules/CAPABILITIES.md: what the modules' own limits.tf declare that their providers cannot do.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
)

// A kind's limits: provider => what is asked for => why not.
type kind map[string]map[string]string

const head = `# What a provider cannot do

Made from the modules' own declarations, modules/<kind>/<provider>/limits.tf, by ` + "`make capabilities`" + `: changes here are lost. A kind's
interface is its variables.tf. Asking for more than a limit allows is an error of the plan that names the unit and gives the reason, as it is here.
`

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: capabilities MODULES")
		os.Exit(64)
	}
	text, err := document(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "capabilities:", err)
		os.Exit(65)
	}
	fmt.Print(text)
}

// document reads the folder of the modules. A kind is a folder with an interface of its own.
func document(modules string) (string, error) {
	interfaces, err := filepath.Glob(filepath.Join(modules, "*", "variables.tf"))
	if err != nil {
		return "", err
	}
	var text strings.Builder
	text.WriteString(head)
	for _, path := range interfaces {
		read, err := readKind(filepath.Dir(path))
		if err != nil {
			return "", err
		}
		write(&text, filepath.Base(filepath.Dir(path)), read)
	}
	return text.String(), nil
}

func readKind(folder string) (kind, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	read := kind{}
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		limits, err := readLimits(filepath.Join(folder, entry.Name(), "limits.tf"))
		if err != nil {
			return nil, err
		}
		read[entry.Name()] = limits
	}
	return read, nil
}

// readLimits reads the one attribute of the one locals block: `limits`, an object of objects with a literal `why`.
func readLimits(path string) (map[string]string, error) {
	file, problems := hclparse.NewParser().ParseHCLFile(path)
	if problems.HasErrors() {
		return nil, problems
	}
	content, _, problems := file.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "locals"}}})
	if problems.HasErrors() {
		return nil, problems
	}
	for _, block := range content.Blocks {
		attributes, problems := block.Body.JustAttributes()
		if problems.HasErrors() {
			return nil, problems
		}
		if limits, found := attributes["limits"]; found {
			return reasons(limits.Expr)
		}
	}
	return nil, fmt.Errorf("%s: no local value limits", path)
}

func reasons(limits hcl.Expression) (map[string]string, error) {
	pairs, problems := hcl.ExprMap(limits)
	if problems.HasErrors() {
		return nil, problems
	}
	found := map[string]string{}
	for _, pair := range pairs {
		name, problems := pair.Key.Value(nil)
		if problems.HasErrors() {
			return nil, problems
		}
		members, problems := hcl.ExprMap(pair.Value)
		if problems.HasErrors() {
			return nil, problems
		}
		for _, member := range members {
			if hcl.ExprAsKeyword(member.Key) != "why" {
				continue
			}
			why, problems := member.Value.Value(nil)
			if problems.HasErrors() {
				return nil, problems
			}
			found[name.AsString()] = why.AsString()
		}
		if found[name.AsString()] == "" {
			return nil, fmt.Errorf("%s: the limit %s does not say why", pair.Value.Range(), name.AsString())
		}
	}
	return found, nil
}

// write writes a table of the limits that at least one provider has, and the reasons below it.
func write(text *strings.Builder, name string, read kind) {
	providers := slices.Sorted(maps.Keys(read))
	rows := map[string]bool{}
	for _, limits := range read {
		for asked := range limits {
			rows[asked] = true
		}
	}
	fmt.Fprintf(text, "\n## %s\n\nBy %s.", name, strings.Join(providers, ", "))
	if len(rows) == 0 {
		text.WriteString(" No limits.\n")
		return
	}
	fmt.Fprintf(text, "\n\n| asked for | %s |\n|---%s|\n", strings.Join(providers, " | "), strings.Repeat("|---", len(providers)))
	for _, asked := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(text, "| `%s`", asked)
		for _, provider := range providers {
			if _, limited := read[provider][asked]; limited {
				text.WriteString(" | limited")
			} else {
				text.WriteString(" | yes")
			}
		}
		text.WriteString(" |\n")
	}
	text.WriteString("\n")
	for _, provider := range providers {
		for _, asked := range slices.Sorted(maps.Keys(read[provider])) {
			fmt.Fprintf(text, "- %s, `%s`: %s\n", provider, asked, read[provider][asked])
		}
	}
}
