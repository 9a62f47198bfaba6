package plan

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

const things = `{"provider_schemas": {"r/n/x": {"resource_schemas": {"x_y": {"version": 0, "block": {"attributes": {
	"a": {"type": "string", "optional": true}, "b": {"type": "string", "optional": true, "computed": true},
	"c": {"type": "string", "computed": true}, "d": {"type": "string", "computed": true}
}, "block_types": {
	"list": {"nesting_mode": "list", "block": {"attributes": {"id": {"type": "string", "computed": true}, "n": {"type": "number", "required": true}}}},
	"set": {"nesting_mode": "set", "block": {"attributes": {"id": {"type": "string", "computed": true}, "n": {"type": "number", "required": true}}}}
}}}}}}}`

func read(t *testing.T, text string) (*schema.Object, tftypes.Value) {
	t.Helper()
	p, err := schema.Read([]byte(things))
	if err != nil {
		t.Fatal(err)
	}
	object := p.Resources["x_y"]
	v, err := schema.Decode([]byte(text), object.Type)
	if err != nil {
		t.Fatal(err)
	}
	return object, v
}

// A provider that answers null once answers so again: only what is new is unknown.
func TestWhatWasNullStaysNull(t *testing.T) {
	object, prior := read(t, `{"a": "1", "list": [{"n": 1}], "set": [{"n": 1}]}`)
	if planned := Planned(object, prior, prior); !planned.Equal(prior) {
		t.Errorf("planned %s", planned)
	}
	_, proposed := read(t, `{"a": "1", "list": [{"n": 1}, {"n": 2}], "set": [{"n": 1}, {"n": 2}]}`)
	members := schema.Members(Planned(object, prior, proposed))
	for _, block := range []string{"list", "set"} {
		elements := schema.Elements(members[block])
		if first := schema.Members(elements[0])["id"]; !first.IsNull() {
			t.Errorf("the id of the old %s is %s", block, first)
		}
		if second := schema.Members(elements[1])["id"]; second.IsKnown() {
			t.Errorf("the id of the new %s is %s", block, second)
		}
	}
}

func TestWhatFollowsAChangeIsPlannedAgain(t *testing.T) {
	follows := map[string][]string{"b": {"a"}, "c": {"b"}, "d": {"c"}}
	object, prior := read(t, `{"a": "1", "b": "2", "c": "3", "d": "4", "list": [], "set": []}`)
	_, planned := read(t, `{"a": "x", "b": "2", "c": "3", "d": "4", "list": [], "set": []}`)
	_, config := read(t, `{"a": "x"}`)
	for range 20 { // in whatever order the map gives them
		for name, v := range schema.Members(Again(object, prior, planned, config, follows)) {
			if follows[name] != nil && v.IsKnown() {
				t.Fatalf("%s is still %s", name, v)
			}
		}
	}
	if again := Again(object, prior, prior, config, follows); !again.Equal(prior) {
		t.Errorf("without a change it became %s", again)
	}
	_, config = read(t, `{"a": "x", "b": "2"}`)
	if again := Again(object, prior, planned, config, follows); !again.Equal(planned) {
		t.Errorf("a configured value, or what follows it, became %s", again)
	}
}

func TestNoReplacementOfWhatIsNew(t *testing.T) {
	object, v := read(t, `{"a": "1"}`)
	if because := Replaces(object, schema.Null(object.Type), v, []string{"a"}); len(because) > 0 {
		t.Errorf("replaced for %v", because)
	}
}
