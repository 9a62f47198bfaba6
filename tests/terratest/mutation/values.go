package mutation

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// naming are arguments that only give a thing a name: another one is no mistake.
var naming = []string{"id", "name", "sid", "description"}

// word is what an enumeration of a cloud's looks like.
var word = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.:-]*$`)

// composing are the functions whose arguments are parts of their value.
var composing = []string{"merge", "concat", "jsonencode", "toset", "coalesce"}

// table is a file of what sizes are, which a test of all providers at once compares with what their names promise.
const table = "sizes.tf"

// wrongValues are those of the literals in a body of a resource or of locals: of the right type and accepted by every schema, but not what was
// meant: true for false, another word for a word.
func wrongValues(body *hclsyntax.Body, where string) []Mistake {
	var found []Mistake
	for _, name := range slices.Sorted(maps.Keys(body.Attributes)) {
		if !slices.Contains(meta, name) && !slices.Contains(naming, name) {
			found = append(found, literals(body.Attributes[name].Expr, where+"."+name)...)
		}
	}
	for _, block := range body.Blocks {
		switch block.Type {
		case "lifecycle", "provisioner":
		case "dynamic":
			found = append(found, wrongValues(content(block.Body), where+"."+block.Labels[0])...)
		default:
			found = append(found, wrongValues(block.Body, where+"."+block.Type)...)
		}
	}
	return found
}

// literals are those that an expression's value has in it. What it is compared with, looked up by or split at is none.
func literals(expression hclsyntax.Expression, where string) []Mistake {
	var parts []hclsyntax.Expression
	switch one := expression.(type) {
	case *hclsyntax.LiteralValueExpr:
		if one.Val.Type() == cty.Bool {
			return []Mistake{wrongValue(one.SrcRange, where, fmt.Sprint(one.Val.True()), fmt.Sprint(one.Val.False()))}
		}
	case *hclsyntax.TemplateExpr:
		if text, problems := one.Value(nil); one.IsStringLiteral() && !problems.HasErrors() && word.MatchString(text.AsString()) {
			return []Mistake{wrongValue(one.SrcRange, where, fmt.Sprintf("%q", text.AsString()), fmt.Sprintf("%q", another(text.AsString())))}
		}
	case *hclsyntax.ParenthesesExpr:
		parts = []hclsyntax.Expression{one.Expression}
	case *hclsyntax.ConditionalExpr:
		parts = []hclsyntax.Expression{one.TrueResult, one.FalseResult}
	case *hclsyntax.ForExpr:
		parts = []hclsyntax.Expression{one.ValExpr}
	case *hclsyntax.TupleConsExpr:
		parts = one.Exprs
	case *hclsyntax.FunctionCallExpr:
		if slices.Contains(composing, one.Name) {
			parts = one.Args
		}
	case *hclsyntax.ObjectConsExpr:
		return inObject(one, where)
	}
	var found []Mistake
	for _, part := range parts {
		found = append(found, literals(part, where)...)
	}
	return found
}

func inObject(object *hclsyntax.ObjectConsExpr, where string) []Mistake {
	var found []Mistake
	for _, item := range object.Items {
		key := ""
		if value, problems := item.KeyExpr.Value(nil); !problems.HasErrors() && value.Type() == cty.String {
			key = value.AsString()
		}
		if !slices.Contains(naming, strings.ToLower(key)) {
			found = append(found, literals(item.ValueExpr, where+"."+key)...)
		}
	}
	return found
}

// another word: the other of a pair that texts spell out, else one that differs at its end.
func another(text string) string {
	pairs := map[string]string{"TRUE": "FALSE", "FALSE": "TRUE", "true": "false", "false": "true"}
	if other, is := pairs[text]; is {
		return other
	}
	return text + "_x"
}

func wrongValue(at hcl.Range, where, is, by string) Mistake {
	return mistake(WrongValue, at, fmt.Sprintf("%s is %s for %s", where, by, is), by)
}
