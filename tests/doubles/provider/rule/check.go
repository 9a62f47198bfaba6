package rule

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"infrastructure-template/tests/doubles/provider/schema"
)

// Check refuses rules that do not fit the schema.
func (r Rules) Check(p *schema.Provider) error {
	var failures []error
	for _, name := range slices.Sorted(maps.Keys(r)) {
		if name == "*" {
			if len(r[name].paths()) > len(r[name].Values) {
				failures = append(failures, errors.New("*: has rules other than values"))
			}
			continue
		}
		object := find(p, name)
		if object == nil {
			failures = append(failures, fmt.Errorf("%s: the schema has no such type", name))
			continue
		}
		if err := r[name].check(object); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(failures...)
}

func find(p *schema.Provider, name string) *schema.Object {
	if name == "provider" {
		return p.Config
	}
	if data, found := strings.CutPrefix(name, "data."); found {
		return p.Data[data]
	}
	if ephemeral, found := strings.CutPrefix(name, "ephemeral."); found {
		return p.Ephemerals[ephemeral]
	}
	return p.Resources[name]
}

// check refuses paths that the schema lacks, lists too short to say anything, and values for what is not computed.
func (s *Set) check(object *schema.Object) error {
	for _, lists := range [][][]string{s.ConflictsWith, s.ExactlyOneOf, s.AtLeastOneOf} {
		for _, list := range lists {
			if len(list) < 2 {
				return fmt.Errorf("%q: a list of fewer than two", list)
			}
		}
	}
	for _, path := range s.paths() {
		if _, err := resolve(object, path); err != nil {
			return err
		}
	}
	for path := range s.Values {
		if field, _ := resolve(object, path); !field.Computed {
			return fmt.Errorf("%q: has a value here, but is not computed", path)
		}
	}
	return nil
}

// paths are all paths that the rules name.
func (s *Set) paths() []string {
	paths := slices.Clone(s.Replace)
	for _, lists := range [][][]string{s.ConflictsWith, s.ExactlyOneOf, s.AtLeastOneOf} {
		paths = append(paths, slices.Concat(lists...)...)
	}
	for path, needs := range s.RequiredWith {
		paths = append(append(paths, path), needs...)
	}
	paths = slices.AppendSeq(paths, maps.Keys(s.OneOfValues))
	paths = slices.AppendSeq(paths, maps.Keys(s.Pattern))
	paths = slices.AppendSeq(paths, maps.Keys(s.Deprecated))
	paths = slices.AppendSeq(paths, maps.Keys(s.Values))
	slices.Sort(paths)
	return paths
}
