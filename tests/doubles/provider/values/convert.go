package values

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

// convert gives a rule's value the type of its attribute. ok is false when something it refers to is not known yet.
// Members that an object lacks are made up.
func (f *filler) convert(in any, typ tftypes.Type, name, place string, at int) (v tftypes.Value, ok bool, err error) {
	if text, is := in.(string); is {
		if in, ok = f.expand(text, f.hash(place, at)); !ok {
			return v, false, nil
		}
	}
	if in == nil {
		return empty(typ), true, nil
	}
	switch t := typ.(type) {
	case tftypes.List:
		return f.convertAll(in, typ, t.ElementType, name, place)
	case tftypes.Set:
		return f.convertAll(in, typ, t.ElementType, name, place)
	case tftypes.Map:
		entries, is := in.(map[string]any)
		if !is {
			return v, false, mismatch(in, typ, place)
		}
		members := make(map[string]tftypes.Value, len(entries))
		for i, key := range slices.Sorted(maps.Keys(entries)) {
			if members[key], ok, err = f.convert(entries[key], t.ElementType, name, place+"."+key, i); !ok {
				return v, false, err
			}
		}
		return tftypes.NewValue(typ, members), true, nil
	case tftypes.Object:
		return f.convertObject(in, t, place)
	}
	return primitive(in, typ, place)
}

func (f *filler) convertAll(in any, typ, element tftypes.Type, name, place string) (tftypes.Value, bool, error) {
	list, is := in.([]any)
	if !is {
		return tftypes.Value{}, false, mismatch(in, typ, place)
	}
	elements := make([]tftypes.Value, len(list))
	for i, entry := range list {
		var ok bool
		var err error
		if elements[i], ok, err = f.convert(entry, element, name, fmt.Sprint(place, ".", i), i); !ok {
			return tftypes.Value{}, false, err
		}
	}
	return tftypes.NewValue(typ, elements), true, nil
}

func (f *filler) convertObject(in any, typ tftypes.Object, place string) (tftypes.Value, bool, error) {
	entries, is := in.(map[string]any)
	if !is {
		return tftypes.Value{}, false, mismatch(in, typ, place)
	}
	members := make(map[string]tftypes.Value, len(typ.AttributeTypes))
	for _, name := range slices.Sorted(maps.Keys(typ.AttributeTypes)) {
		t := typ.AttributeTypes[name]
		entry, given := entries[name]
		if !given {
			members[name] = f.plain(name, t, place+"."+name, 0)
			continue
		}
		var ok bool
		var err error
		if members[name], ok, err = f.convert(entry, t, name, place+"."+name, 0); !ok {
			return tftypes.Value{}, false, err
		}
	}
	for name := range entries {
		if typ.AttributeTypes[name] == nil {
			return tftypes.Value{}, false, fmt.Errorf("value of %s: the schema has no %q there", place, name)
		}
	}
	return tftypes.NewValue(typ, members), true, nil
}

func primitive(in any, typ tftypes.Type, place string) (tftypes.Value, bool, error) {
	text := fmt.Sprint(in)
	switch in.(type) {
	case string, bool, json.Number:
	default:
		return tftypes.Value{}, false, mismatch(in, typ, place)
	}
	switch {
	case typ.Is(tftypes.Bool) && (text == "true" || text == "false"):
		return tftypes.NewValue(typ, text == "true"), true, nil
	case typ.Is(tftypes.Number):
		if n, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven); err == nil {
			return tftypes.NewValue(typ, n), true, nil
		}
	case typ.Is(tftypes.String):
		return tftypes.NewValue(typ, text), true, nil
	case typ.Is(tftypes.DynamicPseudoType):
		return tftypes.NewValue(tftypes.String, text), true, nil
	}
	return tftypes.Value{}, false, mismatch(in, typ, place)
}

// empty is the value of an attribute that has none: collections are there and empty.
func empty(typ tftypes.Type) tftypes.Value {
	switch typ.(type) {
	case tftypes.List, tftypes.Set:
		return tftypes.NewValue(typ, []tftypes.Value{})
	case tftypes.Map:
		return tftypes.NewValue(typ, map[string]tftypes.Value{})
	}
	return schema.Null(typ)
}

func mismatch(in any, typ tftypes.Type, place string) error {
	return fmt.Errorf("value of %s: %v is no %s", place, in, typ)
}
