// Package rule knows what a provider enforces beyond its schema, and checks configurations against both.
package rule

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// Set are the rules of one resource type, data source ("data.T"), ephemeral resource ("ephemeral.T") or of the
// provider's own configuration ("provider"). Those of "*" hold for values of every resource type that has no own.
type Set struct {
	Source        []string            `json:"source"`
	ConflictsWith [][]string          `json:"conflicts_with"`
	ExactlyOneOf  [][]string          `json:"exactly_one_of"`
	AtLeastOneOf  [][]string          `json:"at_least_one_of"`
	RequiredWith  map[string][]string `json:"required_with"`
	OneOfValues   map[string][]string `json:"one_of_values"`
	Pattern       map[string]string   `json:"pattern"`
	Deprecated    map[string]string   `json:"deprecated"`
	Replace       []string            `json:"replace"`
	Values        map[string]any      `json:"values"`

	patterns map[string]*regexp.Regexp
}

// Rules are those of one provider.
type Rules map[string]*Set

// Read reads the rules of one provider.
func Read(text []byte) (Rules, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	rules := Rules{}
	if err := decoder.Decode(&rules); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("something follows the rules")
	}
	for name, set := range rules {
		if set == nil || len(set.Source) == 0 {
			return nil, fmt.Errorf("%s: no source", name)
		}
		set.patterns = make(map[string]*regexp.Regexp, len(set.Pattern))
		for path, pattern := range set.Pattern {
			compiled, err := regexp.Compile(pattern)
			if err != nil {
				return nil, fmt.Errorf("%s: pattern of %s: %w", name, path, err)
			}
			set.patterns[path] = compiled
		}
	}
	return rules, nil
}

// Of gives the rules of one type, empty ones where there are none.
func (r Rules) Of(name string) *Set {
	if set := r[name]; set != nil {
		return set
	}
	return &Set{}
}

// Value gives the rule for the made-up value at a path of the resource type or data source of that name.
func (r Rules) Value(name, path string) (any, bool) {
	if value, found := r.Of(name).Values[path]; found {
		return value, true
	}
	value, found := r.Of("*").Values[path]
	return value, found
}
