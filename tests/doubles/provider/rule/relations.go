package rule

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"infrastructure-template/tests/doubles/provider/schema"
)

// relations checks what arguments go together, in each occurrence of the innermost block that holds them all. What is
// not known yet may turn out either way: it breaks no rule.
func (s *Set) relations(object *schema.Object, top place) []*tfprotov6.Diagnostic {
	var out []*tfprotov6.Diagnostic
	for _, list := range s.ConflictsWith {
		each(object, top, list, func(at place, found []presence) {
			if names := those(list, found, set); len(names) > 1 {
				out = append(out, failure(at.path, "Conflicting configuration arguments", quoted(names)+" cannot be set together."))
			}
		})
	}
	for _, list := range s.ExactlyOneOf {
		each(object, top, list, func(at place, found []presence) {
			if names := those(list, found, set); len(names) > 1 {
				out = append(out, failure(at.path, "Invalid combination of arguments", "Only one of "+quoted(list)+" can be set, but "+quoted(names)+" are."))
			}
		})
	}
	for _, list := range slices.Concat(s.AtLeastOneOf, s.ExactlyOneOf) {
		each(object, top, list, func(at place, found []presence) {
			if slices.Max(found) == unset {
				out = append(out, failure(at.path, "Missing required argument", "One of "+quoted(list)+" must be set."))
			}
		})
	}
	for _, path := range slices.Sorted(maps.Keys(s.RequiredWith)) {
		list := append([]string{path}, s.RequiredWith[path]...)
		each(object, top, list, func(at place, found []presence) {
			if missing := those(list, found, unset); found[0] == set && len(missing) > 0 {
				out = append(out, failure(at.path, "Missing required argument", quoted([]string{path})+" needs "+quoted(missing)+" to be set, too."))
			}
		})
	}
	for _, path := range slices.Sorted(maps.Keys(s.Deprecated)) {
		each(object, top, []string{path}, func(at place, found []presence) {
			if found[0] == set {
				out = append(out, deprecated(at.path, path, s.Deprecated[path]))
			}
		})
	}
	return out
}

// each says for every block that holds the paths which of them are set there.
func each(object *schema.Object, top place, paths []string, say func(place, []presence)) {
	steps, rest := common(paths)
	inner := object
	for _, name := range steps {
		inner = inner.Field(name).Object
	}
	for _, at := range places(object, top, steps) {
		if !schema.Known(at.value) {
			continue
		}
		found := make([]presence, len(rest))
		for i, way := range rest {
			found[i] = present(inner, at.value, way)
		}
		say(at, found)
	}
}

func those(paths []string, found []presence, wanted presence) []string {
	var out []string
	for i, path := range paths {
		if found[i] == wanted {
			out = append(out, path)
		}
	}
	return out
}

func quoted(paths []string) string { return "`" + strings.Join(paths, "`, `") + "`" }
