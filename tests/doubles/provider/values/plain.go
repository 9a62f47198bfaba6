package values

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

// plain makes up a value of a type: two elements for a collection of primitives, one for one of objects.
func (f *filler) plain(name string, typ tftypes.Type, place string, at int) tftypes.Value {
	switch t := typ.(type) {
	case tftypes.List:
		return tftypes.NewValue(typ, f.elements(name, t.ElementType, place, count(t.ElementType)))
	case tftypes.Set:
		n := count(t.ElementType)
		if t.ElementType.Is(tftypes.Bool) {
			n = 1 // a set holds false once
		}
		return tftypes.NewValue(typ, f.elements(name, t.ElementType, place, n))
	case tftypes.Map:
		members := map[string]tftypes.Value{}
		for i, element := range f.elements(name, t.ElementType, place, count(t.ElementType)) {
			members[fmt.Sprintf("key-%d", i+1)] = element
		}
		return tftypes.NewValue(typ, members)
	case tftypes.Tuple:
		elements := make([]tftypes.Value, len(t.ElementTypes))
		for i, element := range t.ElementTypes {
			elements[i] = f.plain(name, element, fmt.Sprint(place, ".", i), i)
		}
		return tftypes.NewValue(typ, elements)
	case tftypes.Object:
		members := make(map[string]tftypes.Value, len(t.AttributeTypes))
		for _, member := range slices.Sorted(maps.Keys(t.AttributeTypes)) {
			members[member] = f.plain(member, t.AttributeTypes[member], place+"."+member, 0)
		}
		return tftypes.NewValue(typ, members)
	}
	h := f.hash(place, at)
	switch {
	case typ.Is(tftypes.Bool):
		return tftypes.NewValue(typ, false)
	case typ.Is(tftypes.Number):
		return tftypes.NewValue(typ, 1+int64(h.below(0, 1000))*10+int64(at))
	case typ.Is(tftypes.DynamicPseudoType):
		return tftypes.NewValue(tftypes.String, f.text(name, h))
	case typ.Is(tftypes.String):
		return tftypes.NewValue(typ, f.text(name, h))
	}
	return schema.Null(typ)
}

func (f *filler) elements(name string, typ tftypes.Type, place string, n int) []tftypes.Value {
	elements := make([]tftypes.Value, n)
	for i := range elements {
		elements[i] = f.plain(name, typ, fmt.Sprint(place, ".", i), i)
	}
	return elements
}

func count(element tftypes.Type) int {
	if element.Is(tftypes.Object{}) || collection(element) {
		return 1
	}
	return 2
}

func collection(typ tftypes.Type) bool {
	return typ.Is(tftypes.List{}) || typ.Is(tftypes.Set{}) || typ.Is(tftypes.Map{})
}
