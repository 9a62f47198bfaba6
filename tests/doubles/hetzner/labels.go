package main

import (
	"regexp"
	"slices"
	"strings"
)

// selector says whether labels match.
type selector func(labels map[string]string) bool

// The label selector language has five forms, joined by commas that mean "and":
// k  !k  k=v (or ==)  k!=v  k in (v,…)  k notin (v,…)
var (
	terms      = regexp.MustCompile(`(?:[^,()]|\([^()]*\))+`)
	existence  = regexp.MustCompile(`^(!?)\s*([^\s!=,()]+)$`)
	equality   = regexp.MustCompile(`^([^\s!=,()]+)\s*(==?|!=)\s*([^\s!=,()]*)$`)
	membership = regexp.MustCompile(`^([^\s!=,()]+)\s+(in|notin)\s*\(([^()]*)\)$`)
)

// parseSelector reads a label selector; an empty one matches everything.
func parseSelector(text string) (selector, error) {
	parts := terms.FindAllString(text, -1)
	if strings.Join(parts, ",") != text {
		return nil, invalid("label_selector", "%q", text)
	}
	var all []selector
	for _, part := range parts {
		term := parseTerm(strings.TrimSpace(part))
		if term == nil {
			return nil, invalid("label_selector", "%q", part)
		}
		all = append(all, term)
	}
	return func(labels map[string]string) bool {
		return !slices.ContainsFunc(all, func(term selector) bool { return !term(labels) })
	}, nil
}

func parseTerm(text string) selector {
	if m := existence.FindStringSubmatch(text); m != nil {
		return func(labels map[string]string) bool {
			_, present := labels[m[2]]
			return present == (m[1] == "")
		}
	}
	if m := equality.FindStringSubmatch(text); m != nil {
		return oneOf(m[1], []string{m[3]}, m[2] != "!=")
	}
	if m := membership.FindStringSubmatch(text); m != nil {
		values := strings.Split(m[3], ",")
		for i := range values {
			values[i] = strings.TrimSpace(values[i])
		}
		return oneOf(m[1], values, m[2] == "in")
	}
	return nil
}

// oneOf matches a label that has one of the values, or, when not wanted, one that has none of them.
func oneOf(key string, values []string, wanted bool) selector {
	return func(labels map[string]string) bool {
		value, present := labels[key]
		return (present && slices.Contains(values, value)) == wanted
	}
}
