package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

// resolve finds the field at a path such as boot_disk.initialize_params.image.
func resolve(object *schema.Object, path string) (*schema.Field, error) {
	var field *schema.Field
	for name := range strings.SplitSeq(path, ".") {
		if object == nil {
			return nil, fmt.Errorf("%q: nothing is inside an attribute of a plain type", path)
		}
		if field = object.Field(name); field == nil {
			return nil, fmt.Errorf("%q: the schema has no %q", path, name)
		}
		object = field.Object
	}
	return field, nil
}

// place is an object in a configuration, with the way to it.
type place struct {
	value tftypes.Value
	path  *tftypes.AttributePath
}

// places gives the occurrences of the blocks named by steps.
func places(object *schema.Object, at place, steps []string) []place {
	if len(steps) == 0 {
		return []place{at}
	}
	field := object.Field(steps[0])
	path := at.path.WithAttributeName(field.Name)
	var out []place
	for _, o := range field.Occurrences(schema.Members(at.value)[field.Name]) {
		out = append(out, places(field.Object, place{o.Value, step(path, o)}, steps[1:])...)
	}
	return out
}

// step leads to an occurrence. One of a set is not to be found by its place: the way ends at the set.
func step(path *tftypes.AttributePath, o schema.Occurrence) *tftypes.AttributePath {
	switch key := o.Step.(type) {
	case tftypes.ElementKeyInt:
		return path.WithElementKeyInt(int(key))
	case tftypes.ElementKeyString:
		return path.WithElementKeyString(string(key))
	}
	return path
}

// common gives the steps that lead to the innermost block that holds all of the paths, and the rest of each path.
func common(paths []string) (steps []string, rest [][]string) {
	for _, path := range paths {
		rest = append(rest, strings.Split(path, "."))
	}
	for {
		first := rest[0][0]
		if slices.ContainsFunc(rest, func(r []string) bool { return len(r) < 2 || r[0] != first }) {
			return steps, rest
		}
		steps = append(steps, first)
		for i := range rest {
			rest[i] = rest[i][1:]
		}
	}
}

// presence says whether something is set in a configuration.
type presence int

const (
	unset presence = iota
	perhaps
	set
)

// present says whether what the steps lead to is set: an attribute that is not null, a block that occurs.
func present(object *schema.Object, value tftypes.Value, steps []string) presence {
	field := object.Field(steps[0])
	member := schema.Members(value)[field.Name]
	if !member.IsKnown() {
		return perhaps
	}
	if len(steps) == 1 && !field.Block {
		if member.IsNull() {
			return unset
		}
		return set
	}
	found := unset
	for _, o := range field.Occurrences(member) {
		if len(steps) == 1 {
			return set
		}
		found = max(found, present(field.Object, o.Value, steps[1:]))
	}
	return found
}
