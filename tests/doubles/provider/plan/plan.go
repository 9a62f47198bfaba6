// Package plan works out what a resource will be, from what Terraform proposes.
package plan

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

// Planned gives the planned state. Terraform has already carried prior values over to what the configuration leaves to
// the provider, so what is computed and still null is unknown where it is new. Prior is null for a new resource.
func Planned(object *schema.Object, prior, proposed tftypes.Value) tftypes.Value {
	if !schema.Known(proposed) {
		return proposed
	}
	before, members := schema.Members(prior), schema.Members(proposed)
	for _, f := range object.Fields {
		old, existed := before[f.Name]
		members[f.Name] = field(f, old, existed, members[f.Name])
	}
	return tftypes.NewValue(object.Type, members)
}

func field(f *schema.Field, old tftypes.Value, existed bool, value tftypes.Value) tftypes.Value {
	switch {
	case f.WriteOnly:
		return schema.Null(f.Type)
	case !f.Block && f.Computed && value.IsNull() && !existed:
		return schema.Unknown(f.Type)
	case f.Object == nil:
		return value
	}
	counterparts := f.Occurrences(old)
	return f.Replace(value, func(o schema.Occurrence) tftypes.Value {
		return Planned(f.Object, counterpart(f, counterparts, o), o.Value)
	})
}

// counterpart gives what an object was before: in a set the one that Terraform has completed it from, elsewhere the
// one in its place. One that is new has none.
func counterpart(f *schema.Field, counterparts []schema.Occurrence, o schema.Occurrence) tftypes.Value {
	for _, c := range counterparts {
		if f.Nesting == schema.Set && c.Value.Equal(o.Value) || f.Nesting != schema.Set && c.Key == o.Key {
			return c.Value
		}
	}
	return schema.Null(f.Object.Type)
}

// Again makes the values that follow others unknown when one of those changes. Follows tells, for an attribute of the
// resource, the attributes that its value is made from.
func Again(object *schema.Object, prior, planned, config tftypes.Value, follows map[string][]string) tftypes.Value {
	if !schema.Known(prior) || !schema.Known(planned) {
		return planned
	}
	before, members, configured := schema.Members(prior), schema.Members(planned), schema.Members(config)
	for range follows { // one that follows another that follows a third takes another round
		for name, sources := range follows {
			f := object.Field(name)
			if f == nil || !f.Computed || !configured[name].IsNull() {
				continue
			}
			if slices.ContainsFunc(sources, func(source string) bool {
				root, _, _ := strings.Cut(source, ".")
				return object.Field(root) != nil && !members[root].Equal(before[root])
			}) {
				members[name] = schema.Unknown(f.Type)
			}
		}
	}
	return tftypes.NewValue(object.Type, members)
}

// Replaces gives the attributes whose change makes a new resource necessary, by the paths of the rules.
func Replaces(object *schema.Object, prior, planned tftypes.Value, paths []string) []*tftypes.AttributePath {
	if !schema.Known(prior) || !schema.Known(planned) {
		return nil
	}
	var out []*tftypes.AttributePath
	var named []string
	for _, path := range paths {
		steps := strings.Split(path, ".")
		if slices.Contains(named, steps[0]) || same(inside(object, prior, steps), inside(object, planned, steps)) {
			continue
		}
		// The elements of a set have no place to name: the attribute itself stands for all that is inside it.
		named = append(named, steps[0])
		out = append(out, tftypes.NewAttributePath().WithAttributeName(steps[0]))
	}
	return out
}

// inside gives the values that a path leads to.
func inside(object *schema.Object, value tftypes.Value, steps []string) []tftypes.Value {
	f := object.Field(steps[0])
	member := schema.Members(value)[steps[0]]
	if len(steps) == 1 || !member.IsKnown() {
		return []tftypes.Value{member}
	}
	var out []tftypes.Value
	for _, o := range f.Occurrences(member) {
		out = append(out, inside(f.Object, o.Value, steps[1:])...)
	}
	return out
}

// same compares without regard to order, which sets do not have.
func same(a, b []tftypes.Value) bool {
	if len(a) != len(b) {
		return false
	}
	b = slices.Clone(b)
	for _, x := range a {
		i := slices.IndexFunc(b, x.Equal)
		if i < 0 {
			return false
		}
		b = slices.Delete(b, i, i+1)
	}
	return true
}
