package schema

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func document1(block string) []byte {
	return []byte(`{"provider_schemas": {"r/n/x": {"resource_schemas": {"x_y": {"version": 0, "block": ` + block + `}}}}}`)
}

func TestWhatIsNoSchemaIsRefused(t *testing.T) {
	for text, says := range map[string]string{
		`{"attributes": {"a": {"type": "text", "optional": true}}}`:                                                              "x_y.a",
		`{"attributes": {"a": {"optional": true}}}`:                                                                              "x_y.a: no type",
		`{"attributes": {"a": {"type": "string"}}}`:                                                                              "neither required nor optional nor computed",
		`{"attributes": {"a": {"optional": true, "nested_type": {"nesting_mode": "group", "attributes": {}}}}}`:                  "unknown nesting_mode",
		`{"block_types": {"b": {"nesting_mode": "heap", "block": {}}}}`:                                                          "unknown nesting_mode",
		`{"block_types": {"b": {"nesting_mode": "list", "block": {"attributes": {"a": {"type": 1, "optional": true}}}}}}`:        "x_y.b.a",
		`{"attributes": {"b": {"type": "bool", "optional": true}}, "block_types": {"b": {"nesting_mode": "list", "block": {}}}}`: "both an attribute and a block",
	} {
		if _, err := Read(document1(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{`{`, `{"provider_schemas": {}}`, `{"provider_schemas": {"a": {}, "b": {}}}`} {
		if _, err := Read([]byte(text)); err == nil {
			t.Errorf("%s is no error", text)
		}
	}
}

// Any value survives the store.
func TestEncodeAndDecode(t *testing.T) {
	object := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"any": tftypes.DynamicPseudoType, "big": tftypes.Number, "list": tftypes.List{ElementType: tftypes.Bool},
		"map": tftypes.Map{ElementType: tftypes.String}, "none": tftypes.String, "set": tftypes.Set{ElementType: tftypes.Number},
		"tuple": tftypes.Tuple{ElementTypes: []tftypes.Type{tftypes.String, tftypes.Number}},
	}}
	text := `{"any": {"type": ["tuple", ["string", "bool"]], "value": ["x", true]}, "big": 12345678901234567890.5, "list": [true, false],
		"map": {"é\"": "\n"}, "none": null, "set": [1, 0.1], "tuple": ["a", 1e30]}`
	first, err := Decode([]byte(text), object)
	if err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(Encode(first))
	if err != nil {
		t.Fatal(err)
	}
	second, err := Decode(written, object)
	if err != nil || !first.Equal(second) {
		t.Errorf("%v\n%s\nbecame\n%s", err, first, second)
	}
	for _, number := range []string{"12345678901234567890.5", "0.1", "1000000000000000000000000000000"} {
		if !strings.Contains(string(written), number) {
			t.Errorf("no %s in %s", number, written)
		}
	}
	if null, err := Decode([]byte(" null "), object); err != nil || !null.IsNull() {
		t.Errorf("null is %s %v", null, err)
	}
	part, err := Decode([]byte(`{"big": 1, "dropped": {}}`), object)
	if err != nil || !Members(part)["map"].IsNull() {
		t.Errorf("a part is %s %v", part, err)
	}
	unknown := tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"a": tftypes.String, "b": tftypes.String}},
		map[string]tftypes.Value{"a": Unknown(tftypes.String), "b": tftypes.NewValue(tftypes.String, "x")})
	if left, err := json.Marshal(Encode(unknown)); err != nil || string(left) != `{"b":"x"}` {
		t.Errorf("what is unknown is not left out: %s %v", left, err)
	}
}

func TestMembersAndElementsAreCopies(t *testing.T) {
	v := tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"a": tftypes.NewValue(tftypes.String, "x")})
	Members(v)["a"] = Null(tftypes.String)
	list := tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{tftypes.NewValue(tftypes.String, "x")})
	Elements(list)[0] = Null(tftypes.String)
	if Members(v)["a"].IsNull() || Elements(list)[0].IsNull() {
		t.Error("a change of the copy changed the value")
	}
}
