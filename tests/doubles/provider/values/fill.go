// Package values makes up what a provider would have computed: valid, and the same for the same seed.
package values

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/rule"
	"infrastructure-template/tests/doubles/provider/schema"
)

// Maker makes up values for one provider.
type Maker struct {
	Rules  rule.Rules
	Config map[string]tftypes.Value // the provider's configuration
}

type filler struct {
	Maker
	name   string // of the resource type; data.T for a data source
	object *schema.Object
	seed   string
	taken  map[string]bool // addresses
	root   tftypes.Value
	final  bool // references that are still not known are given up
	left   int
	err    error
}

// Fill gives v with all that is unknown made up. Taken are the addresses that others have; those made here are added.
func (m Maker) Fill(name string, object *schema.Object, v tftypes.Value, seed string, taken map[string]bool) (tftypes.Value, error) {
	f := &filler{Maker: m, name: name, object: object, seed: seed, taken: taken, root: v}
	// What refers to other values waits for them. As long as a round makes something known, another may make more.
	for before := -1; ; before = f.left {
		f.left = 0
		f.root = f.fill(object, f.root, "", "")
		if f.err != nil || f.left == 0 {
			return f.root, f.err
		}
		f.final = f.left == before
	}
}

// fill goes through an object. Path is its name in the rules, place tells it apart from the others in its collection.
func (f *filler) fill(object *schema.Object, v tftypes.Value, path, place string) tftypes.Value {
	if !schema.Known(v) {
		return v
	}
	members := schema.Members(v)
	for _, field := range object.Fields {
		value := members[field.Name]
		at, here := dotted(path, field.Name), dotted(place, field.Name)
		switch {
		case !value.IsKnown():
			members[field.Name] = f.field(field, at, here)
		case field.Object != nil:
			members[field.Name] = field.Replace(value, func(o schema.Occurrence) tftypes.Value {
				return f.fill(field.Object, o.Value, at, dotted(here, o.Key))
			})
		case !value.IsFullyKnown():
			members[field.Name] = f.parts(field.Name, value, here)
		}
	}
	return tftypes.NewValue(object.Type, members)
}

// field makes up an attribute, or leaves it unknown for another round.
func (f *filler) field(field *schema.Field, path, place string) tftypes.Value {
	if value, found := f.Rules.Value(f.name, path); found {
		v, ok, err := f.convert(value, field.Type, field.Name, place, 0)
		switch {
		case err != nil:
			f.err = err
			return schema.Unknown(field.Type)
		case ok && (!v.IsNull() || value == nil):
			return v
		case !ok && !f.final:
			f.left++
			return schema.Unknown(field.Type)
		}
	}
	switch {
	case field.Optional && (field.Object != nil || collection(field.Type)):
		return empty(field.Type)
	case field.Object == nil:
		return f.plain(field.Name, field.Type, place, 0)
	}
	object := f.made(field.Object, path, dotted(place, "0"))
	switch field.Nesting {
	case schema.Map:
		return tftypes.NewValue(field.Type, map[string]tftypes.Value{"key-1": object})
	case schema.List, schema.Set:
		return tftypes.NewValue(field.Type, []tftypes.Value{object})
	}
	return object
}

// made makes up a whole object of a nested attribute: what is computed in it; the rest is nobody's.
func (f *filler) made(object *schema.Object, path, place string) tftypes.Value {
	members := make(map[string]tftypes.Value, len(object.Fields))
	for _, field := range object.Fields {
		if members[field.Name] = schema.Null(field.Type); field.Computed {
			members[field.Name] = f.field(field, dotted(path, field.Name), dotted(place, field.Name))
		}
	}
	return tftypes.NewValue(object.Type, members)
}

// parts makes up what is unknown inside a known value of a plain type.
func (f *filler) parts(name string, v tftypes.Value, place string) tftypes.Value {
	n := 0
	v, err := tftypes.Transform(v, func(_ *tftypes.AttributePath, inner tftypes.Value) (tftypes.Value, error) {
		if inner.IsKnown() {
			return inner, nil
		}
		n++
		return f.plain(name, inner.Type(), place, n), nil
	})
	if err != nil {
		f.err = err
	}
	return v
}

func dotted(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return fmt.Sprint(path, ".", name)
}
