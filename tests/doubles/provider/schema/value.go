package schema

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Known says whether it is there and not to be computed.
func Known(v tftypes.Value) bool { return v.IsKnown() && !v.IsNull() }

// Null and Unknown give a value of a type.
func Null(t tftypes.Type) tftypes.Value    { return tftypes.NewValue(t, nil) }
func Unknown(t tftypes.Type) tftypes.Value { return tftypes.NewValue(t, tftypes.UnknownValue) }

// Members gives a copy of the members of an object or map by name: none when it is null or unknown.
func Members(v tftypes.Value) map[string]tftypes.Value {
	var members map[string]tftypes.Value
	if !Known(v) {
		return map[string]tftypes.Value{}
	}
	must(v.As(&members))
	return maps.Clone(members) // As gives the value's own
}

// Elements gives a copy of the elements of a list, set or tuple: none when it is null or unknown.
func Elements(v tftypes.Value) []tftypes.Value {
	var elements []tftypes.Value
	if Known(v) {
		must(v.As(&elements))
	}
	return slices.Clone(elements)
}

// Text gives a string, or a number or bool as Terraform spells it; ok is false for what has no such text.
func Text(v tftypes.Value) (text string, ok bool) {
	if !Known(v) {
		return "", false
	}
	switch {
	case v.Type().Is(tftypes.String):
		must(v.As(&text))
	case v.Type().Is(tftypes.Bool):
		var b bool
		must(v.As(&b))
		text = fmt.Sprint(b)
	case v.Type().Is(tftypes.Number):
		text = number(v)
	default:
		return "", false
	}
	return text, true
}

// Occurrence is one object of a block or nested attribute.
type Occurrence struct {
	Value tftypes.Value
	Key   string // what tells it apart from the others: its place, or its key in a map
	Step  tftypes.AttributePathStep
}

// Occurrences gives the objects of a block or nested attribute in order; that of a single one has no step. An
// attribute of a plain type has none.
func (f *Field) Occurrences(v tftypes.Value) []Occurrence {
	if f.Nesting == None || !Known(v) {
		return nil
	}
	var out []Occurrence
	switch f.Nesting {
	case Single, Group:
		out = append(out, Occurrence{Value: v})
	case Map:
		members := Members(v)
		for _, key := range slices.Sorted(maps.Keys(members)) {
			out = append(out, Occurrence{members[key], key, tftypes.ElementKeyString(key)})
		}
	default:
		for i, e := range Elements(v) {
			o := Occurrence{Value: e, Key: fmt.Sprint(i), Step: tftypes.ElementKeyInt(i)}
			if f.Nesting == Set {
				o.Step = tftypes.ElementKeyValue(e)
			}
			out = append(out, o)
		}
	}
	return out
}

// Replace gives v with each of its objects replaced by what change makes of it. Null and unknown stay.
func (f *Field) Replace(v tftypes.Value, change func(Occurrence) tftypes.Value) tftypes.Value {
	if !Known(v) {
		return v
	}
	switch f.Nesting {
	case Single, Group:
		return change(Occurrence{Value: v})
	case Map:
		members := map[string]tftypes.Value{}
		for _, o := range f.Occurrences(v) {
			members[o.Key] = change(o)
		}
		return tftypes.NewValue(f.Type, members)
	}
	elements := []tftypes.Value{}
	for _, o := range f.Occurrences(v) {
		elements = append(elements, change(o))
	}
	return tftypes.NewValue(f.Type, elements)
}

// must is for conversions that the value's type has already decided.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// AllUnknown gives an object with everything in it unknown.
func (o *Object) AllUnknown() tftypes.Value {
	members := make(map[string]tftypes.Value, len(o.Fields))
	for _, f := range o.Fields {
		members[f.Name] = Unknown(f.Type)
	}
	return tftypes.NewValue(o.Type, members)
}
