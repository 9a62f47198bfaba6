// Package mutation seeds mistakes in the modules, one at a time, and counts how many are caught.
package mutation

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Mistake is one edit of one file of a module.
type Mistake struct {
	Sort   string // wrong argument, wrong type, missing, no such attribute, WrongValue
	File   string
	Line   int
	Detail string
	from   int // what is replaced, in bytes
	to     int
	by     string
}

// WrongValue is the one sort that no schema sees, so only tests do.
const WrongValue = "wrong value"

// Seeded is the file's text with the mistake in it.
func (m Mistake) Seeded() ([]byte, error) {
	text, err := os.ReadFile(m.File)
	if err != nil {
		return nil, err
	}
	return slices.Concat(text[:m.from], []byte(m.by), text[m.to:]), nil
}

// meta are arguments of Terraform's own, which no schema knows.
var meta = []string{"count", "for_each", "depends_on", "provider", "lifecycle", "dynamic", "provisioner", "connection"}

// Required says whether an argument or a block of a resource must be there: its type, then the path to it.
type Required func(resource string, path []string) bool

// Mistakes are all that can be seeded in the resources of a module's own files.
func Mistakes(folder string, required Required) ([]Mistake, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.tf"))
	if err != nil {
		return nil, err
	}
	var all []Mistake
	for _, name := range files {
		if about, err := os.Lstat(name); err != nil || !about.Mode().IsRegular() {
			continue // a link: the interface, not the module
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, problems := hclsyntax.ParseConfig(text, name, hcl.InitialPos)
		if problems.HasErrors() {
			return nil, problems
		}
		for _, block := range file.Body.(*hclsyntax.Body).Blocks {
			if block.Type == "resource" || block.Type == "data" {
				all = append(all, inBody(block.Body, block.Labels[0], nil, required)...)
				all = append(all, wrongValues(block.Body, block.Labels[0])...)
			}
			if block.Type == "locals" && filepath.Base(name) != table {
				all = append(all, wrongValues(block.Body, "local")...)
			}
			all = append(all, references(block)...)
		}
	}
	return all, nil
}

func inBody(body *hclsyntax.Body, resource string, path []string, required Required) []Mistake {
	var found []Mistake
	for _, name := range slices.Sorted(maps.Keys(body.Attributes)) {
		attribute := body.Attributes[name]
		if slices.Contains(meta, name) {
			continue
		}
		where := strings.Join(append(slices.Clone(path), name), ".")
		found = append(found,
			mistake("wrong argument", attribute.NameRange, resource+"."+where+" misspelt", name+"_x"),
			mistake("wrong type", attribute.Expr.Range(), resource+"."+where+" of a wrong type", `{ wrong = ["type"] }`))
		if required(resource, append(slices.Clone(path), name)) {
			found = append(found, mistake("missing", attribute.SrcRange, resource+"."+where+" left out", ""))
		}
	}
	for _, block := range body.Blocks {
		name, inner := block.Type, block.Body
		if name == "lifecycle" {
			continue
		}
		if name == "dynamic" {
			name = block.Labels[0]
			inner = content(block.Body)
		}
		below := append(slices.Clone(path), name)
		if block.Type != "dynamic" && required(resource, below) {
			whole := hcl.RangeBetween(block.TypeRange, block.CloseBraceRange)
			found = append(found, mistake("missing", whole, resource+"."+strings.Join(below, ".")+" left out", ""))
		}
		found = append(found, inBody(inner, resource, below, required)...)
	}
	return found
}

// content is the one block of a dynamic block that holds arguments.
func content(dynamic *hclsyntax.Body) *hclsyntax.Body {
	for _, block := range dynamic.Blocks {
		if block.Type == "content" {
			return block.Body
		}
	}
	return &hclsyntax.Body{}
}

// references are the uses of a resource's attributes: type.name.attribute, with or without an index between.
func references(block *hclsyntax.Block) []Mistake {
	var found []Mistake
	hclsyntax.VisitAll(block.Body, func(node hclsyntax.Node) hcl.Diagnostics {
		expression, is := node.(*hclsyntax.ScopeTraversalExpr)
		if !is || len(expression.Traversal) < 3 || !strings.Contains(expression.Traversal.RootName(), "_") {
			return nil
		}
		last, is := expression.Traversal[len(expression.Traversal)-1].(hcl.TraverseAttr)
		if is {
			found = append(found, mistake("no such attribute", last.SrcRange, expression.Traversal.RootName()+" has no "+last.Name+"_x", "."+last.Name+"_x"))
		}
		return nil
	})
	return found
}

func mistake(sort string, at hcl.Range, detail, by string) Mistake {
	return Mistake{Sort: sort, File: at.Filename, Line: at.Start.Line, Detail: detail, from: at.Start.Byte, to: at.End.Byte, by: by}
}

func (m Mistake) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", m.File, m.Line, m.Sort, m.Detail)
}
