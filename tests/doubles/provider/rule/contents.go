package rule

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

// contents checks what arguments say: for a collection, each of its elements.
func (s *Set) contents(object *schema.Object, top place) []*tfprotov6.Diagnostic {
	var out []*tfprotov6.Diagnostic
	for _, path := range slices.Sorted(maps.Keys(s.OneOfValues)) {
		texts(object, top, path, func(at *tftypes.AttributePath, text string) {
			if allowed := s.OneOfValues[path]; !slices.Contains(allowed, text) {
				out = append(out, failure(at, "Invalid value", fmt.Sprintf("expected %s to be one of %q, got %s", path, allowed, text)))
			}
		})
	}
	for _, path := range slices.Sorted(maps.Keys(s.Pattern)) {
		texts(object, top, path, func(at *tftypes.AttributePath, text string) {
			if !s.patterns[path].MatchString(text) {
				out = append(out, failure(at, "Invalid value", fmt.Sprintf("expected %s to match %s, got %s", path, s.Pattern[path], text)))
			}
		})
	}
	return out
}

// texts says every known text that a path leads to.
func texts(object *schema.Object, top place, path string, say func(*tftypes.AttributePath, string)) {
	steps := strings.Split(path, ".")
	last := len(steps) - 1
	for _, at := range places(object, top, steps[:last]) {
		here := at.path.WithAttributeName(steps[last])
		value := schema.Members(at.value)[steps[last]]
		for _, v := range leaves(value) {
			if text, ok := schema.Text(v); ok {
				say(here, text)
			}
		}
	}
}

// leaves gives the value itself, or the elements of a collection.
func leaves(v tftypes.Value) []tftypes.Value {
	switch {
	case !schema.Known(v):
		return nil
	case v.Type().Is(tftypes.Map{}) || v.Type().Is(tftypes.Object{}):
		members := schema.Members(v)
		var out []tftypes.Value
		for _, name := range slices.Sorted(maps.Keys(members)) {
			out = append(out, members[name])
		}
		return out
	case v.Type().Is(tftypes.List{}) || v.Type().Is(tftypes.Set{}) || v.Type().Is(tftypes.Tuple{}):
		return schema.Elements(v)
	}
	return []tftypes.Value{v}
}
