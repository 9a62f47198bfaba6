package main

import "testing"

func TestSelectors(t *testing.T) {
	labels := map[string]string{"env": "prod", "tier": "web", "empty": "", "example.com/my-key": "a.b_c"}
	for text, want := range map[string]bool{
		"":                                  true,
		"env":                               true,
		"nope":                              false,
		"!nope":                             true,
		"!env":                              false,
		"env=prod":                          true,
		"env==prod":                         true,
		"env = prod":                        true,
		"env=dev":                           false,
		"env!=dev":                          true,
		"env!=prod":                         false,
		"nope!=x":                           true,
		"empty=":                            true,
		"env in (dev, prod)":                true,
		"env in (dev)":                      false,
		"env notin (dev,test)":              true,
		"env notin (prod)":                  false,
		"nope notin (prod)":                 true,
		"env=prod,tier=web":                 true,
		"env=prod, tier!=web":               false,
		"env in (a,prod),!nope,tier":        true,
		"example.com/my-key=a.b_c,env=prod": true,
	} {
		matches, err := parseSelector(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		equal(t, text, matches(labels), want)
	}
	for _, text := range []string{"a=b)", "(a)", "a in b", "a b", "a,,b", ",", "a=b=c", "a in (b", "!a=b"} {
		if _, err := parseSelector(text); err == nil {
			t.Errorf("%q is no error", text)
		}
	}
}
