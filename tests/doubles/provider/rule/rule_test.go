package rule

import (
	"strings"
	"testing"

	"infrastructure-template/tests/doubles/provider/schema"
)

const things = `{"provider_schemas": {"registry.terraform.io/example/example": {"resource_schemas": {"example_thing": {"version": 0, "block": {
	"attributes": {
		"a": {"type": "string", "optional": true},
		"b": {"type": "string", "optional": true},
		"c": {"type": ["list", "string"], "optional": true},
		"id": {"type": "string", "computed": true},
		"n": {"optional": true, "nested_type": {"nesting_mode": "map", "attributes": {"port": {"type": "number", "optional": true}}}}
	},
	"block_types": {"rule": {"nesting_mode": "set", "block": {"attributes": {
		"port": {"type": "number", "optional": true}, "ports": {"type": "string", "optional": true}
	}, "block_types": {"inner": {"nesting_mode": "list", "block": {"attributes": {"x": {"type": "string", "optional": true}}}}}}}}
}}}}}}`

func provider(t *testing.T) *schema.Provider {
	t.Helper()
	p, err := schema.Read([]byte(things))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRules(t *testing.T) {
	object := provider(t).Resources["example_thing"]
	for _, test := range []struct{ rules, config, says string }{
		{`"conflicts_with": [["a", "b"]]`, `{"a": "1"}`, ""},
		{`"conflicts_with": [["a", "b"]]`, `{"a": "1", "b": "2"}`, "`a`, `b` cannot be set together."},
		{`"conflicts_with": [["a", "c"]]`, `{"a": "1", "c": []}`, "`a`, `c` cannot be set together."},
		{`"conflicts_with": [["rule.port", "rule.ports"]]`, `{"rule": [{"port": 1}, {"ports": "2"}]}`, ""},
		{`"conflicts_with": [["rule.port", "rule.ports"]]`, `{"rule": [{"port": 1, "ports": "2"}]}`, "`rule.port`, `rule.ports` cannot be set together."},
		{`"conflicts_with": [["a", "rule.inner.x"]]`, `{"a": "1", "rule": [{"inner": [{}, {"x": "y"}]}]}`, "`a`, `rule.inner.x` cannot be set together."},
		{`"conflicts_with": [["a", "rule"]]`, `{"a": "1", "rule": []}`, ""},
		{`"conflicts_with": [["a", "rule"]]`, `{"a": "1", "rule": [{}]}`, "`a`, `rule` cannot be set together."},
		{`"exactly_one_of": [["a", "b"]]`, `{"b": "1"}`, ""},
		{`"exactly_one_of": [["a", "b"]]`, `{"a": "1", "b": "2"}`, "Only one of `a`, `b` can be set, but `a`, `b` are."},
		{`"exactly_one_of": [["a", "b"]]`, `{}`, "One of `a`, `b` must be set."},
		{`"exactly_one_of": [["rule.port", "rule.ports"]]`, `{}`, ""},
		{`"exactly_one_of": [["rule.port", "rule.ports"]]`, `{"rule": [{"port": 1}, {}]}`, "One of `rule.port`, `rule.ports` must be set."},
		{`"at_least_one_of": [["a", "b"]]`, `{"a": "1", "b": "2"}`, ""},
		{`"at_least_one_of": [["a", "b"]]`, `{}`, "One of `a`, `b` must be set."},
		{`"required_with": {"a": ["b", "c"]}`, `{"b": "1"}`, ""},
		{`"required_with": {"a": ["b", "c"]}`, `{"a": "1", "b": "1"}`, "`a` needs `c` to be set, too."},
		{`"one_of_values": {"c": ["x", "y"]}`, `{"c": ["y", "x"]}`, ""},
		{`"one_of_values": {"c": ["x", "y"]}`, `{"c": ["y", "z"]}`, `expected c to be one of ["x" "y"], got z`},
		{`"one_of_values": {"rule.port": ["22"]}`, `{"rule": [{"port": 22}, {"port": 23}]}`, `expected rule.port to be one of ["22"], got 23`},
		{`"one_of_values": {"n.port": ["22"]}`, `{"n": {"x": {"port": 22}, "y": {"port": 1}}}`, `expected n.port to be one of ["22"], got 1`},
		{`"pattern": {"a": "^[a-z]+$"}`, `{"a": "abc"}`, ""},
		{`"pattern": {"a": "^[a-z]+$"}`, `{"a": "a1"}`, "expected a to match ^[a-z]+$, got a1"},
		{`"deprecated": {"rule.ports": "Use port."}`, `{"rule": [{"port": 1}]}`, ""},
		{`"deprecated": {"rule.ports": "Use port."}`, `{"rule": [{"ports": "1"}]}`, `deprecated "rule.ports". Use port.`},
	} {
		rules, err := Read([]byte(`{"example_thing": {"source": ["here"], ` + test.rules + `}}`))
		if err != nil {
			t.Fatal(err)
		}
		config, err := schema.Decode([]byte(test.config), object.Type)
		if err != nil {
			t.Fatal(err)
		}
		found := rules.Of("example_thing").Validate(object, config, true)
		if test.says == "" && len(found) > 0 || test.says != "" && (len(found) != 1 || !strings.Contains(found[0].Detail, test.says)) {
			t.Errorf("%s with %s:", test.rules, test.config)
			for _, d := range found {
				t.Errorf("  %s: %s: %s", d.Attribute, d.Summary, d.Detail)
			}
		}
	}
}

// What is not known may turn out so that no rule is broken.
func TestWhatIsNotKnownBreaksNoRule(t *testing.T) {
	object := provider(t).Resources["example_thing"]
	rules, err := Read([]byte(`{"example_thing": {"source": ["here"], "conflicts_with": [["a", "b"]], "exactly_one_of": [["a", "c"]],
		"at_least_one_of": [["b", "rule"]], "required_with": {"a": ["rule"]}, "one_of_values": {"c": ["x"]}, "pattern": {"a": "x"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range rules.Of("example_thing").Validate(object, object.AllUnknown(), true) {
		if !strings.Contains(d.Detail, `"id"`) { // which is the provider's alone
			t.Errorf("%s: %s", d.Attribute, d.Detail)
		}
	}
}

func TestRulesThatCannotBeAreRefused(t *testing.T) {
	for text, says := range map[string]string{
		`{"x": {"replace": ["a"]}}`: "no source",
		`{"x": null}`:               "no source",
		`{"x": {"source": ["here"], "replaces": ["a"]}}`:            `unknown field "replaces"`,
		`{"x": {"source": ["here"], "pattern": {"a": "["}}}`:        "pattern of a",
		`{"x": {"source": ["here"]}} {}`:                            "something follows",
		`{"x": {"source": ["here"], "conflicts_with": ["a", "b"]}}`: "cannot unmarshal",
	} {
		if _, err := Read([]byte(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestRulesThatDoNotFitTheSchemaAreRefused(t *testing.T) {
	p := provider(t)
	for text, says := range map[string]string{
		`"example_none": {"source": ["here"]}`:                                               "example_none: the schema has no such type",
		`"data.example_thing": {"source": ["here"]}`:                                         "no such type",
		`"example_thing": {"source": ["here"], "replace": ["none"]}`:                         `no "none"`,
		`"example_thing": {"source": ["here"], "replace": ["rule.none"]}`:                    `no "none"`,
		`"example_thing": {"source": ["here"], "replace": ["a.b"]}`:                          "plain type",
		`"example_thing": {"source": ["here"], "conflicts_with": [["a", "none"]]}`:           `no "none"`,
		`"example_thing": {"source": ["here"], "conflicts_with": [["a"]]}`:                   "fewer than two",
		`"example_thing": {"source": ["here"], "required_with": {"a": ["none"]}}`:            `no "none"`,
		`"example_thing": {"source": ["here"], "one_of_values": {"none": []}}`:               `no "none"`,
		`"example_thing": {"source": ["here"], "pattern": {"none": ""}}`:                     `no "none"`,
		`"example_thing": {"source": ["here"], "deprecated": {"none": ""}}`:                  `no "none"`,
		`"example_thing": {"source": ["here"], "values": {"none": ""}}`:                      `no "none"`,
		`"example_thing": {"source": ["here"], "values": {"a": ""}}`:                         "not computed",
		`"*": {"source": ["here"], "replace": ["a"]}`:                                        "rules other than values",
		`"*": {"source": ["here"], "values": {"id": "x"}}, "provider": {"source": ["here"]}`: "",
	} {
		rules, err := Read([]byte("{" + text + "}"))
		if err != nil {
			t.Fatal(err)
		}
		err = rules.Check(p)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%s: %v", text, err)
		}
	}
	// At run time the type that it belongs to is refused, not the whole provider.
	rules, err := Read([]byte(`{"example_thing": {"source": ["here"], "replace": ["none"]}}`))
	if err != nil {
		t.Fatal(err)
	}
	object := p.Resources["example_thing"]
	if found := rules.Of("example_thing").Validate(object, schema.Null(object.Type), true); len(found) != 1 || !strings.Contains(found[0].Detail, "none") {
		t.Errorf("it says %v", found)
	}
}
