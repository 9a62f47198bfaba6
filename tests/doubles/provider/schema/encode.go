package schema

import (
	"bytes"
	"encoding/json"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Encode gives a value as JSON can hold it, in the form of Terraform's state. What is unknown is left out.
func Encode(v tftypes.Value) any { return encode(v, v.Type()) }

// encode spells out the type of a value where the type that was asked for is a dynamic one.
func encode(v tftypes.Value, wanted tftypes.Type) any {
	if !Known(v) {
		return nil
	}
	if wanted.Is(tftypes.DynamicPseudoType) {
		spelt, err := v.Type().MarshalJSON() //nolint:staticcheck // the form that state has
		must(err)
		return map[string]any{"type": json.RawMessage(spelt), "value": encode(v, v.Type())}
	}
	switch t := wanted.(type) {
	case tftypes.Object:
		out := map[string]any{}
		for name, member := range Members(v) {
			if member.IsKnown() {
				out[name] = encode(member, t.AttributeTypes[name])
			}
		}
		return out
	case tftypes.Map:
		out := map[string]any{}
		for name, member := range Members(v) {
			out[name] = encode(member, t.ElementType)
		}
		return out
	case tftypes.List:
		return encodeAll(v, func(int) tftypes.Type { return t.ElementType })
	case tftypes.Set:
		return encodeAll(v, func(int) tftypes.Type { return t.ElementType })
	case tftypes.Tuple:
		return encodeAll(v, func(i int) tftypes.Type { return t.ElementTypes[i] })
	}
	switch {
	case wanted.Is(tftypes.Number):
		return json.Number(number(v))
	case wanted.Is(tftypes.Bool):
		var b bool
		must(v.As(&b))
		return b
	}
	var s string
	must(v.As(&s))
	return s
}

func encodeAll(v tftypes.Value, typ func(int) tftypes.Type) any {
	out := []any{}
	for i, element := range Elements(v) {
		out = append(out, encode(element, typ(i)))
	}
	return out
}

// number spells a number without losing a digit.
func number(v tftypes.Value) string {
	n := new(big.Float)
	must(v.As(&n))
	return n.Text('f', -1)
}

// Decode reads what Encode gave. Members that are missing are null, those that the type lacks are dropped: as when a
// provider reads the state of another version of itself.
func Decode(text []byte, t tftypes.Type) (tftypes.Value, error) {
	if bytes.Equal(bytes.TrimSpace(text), []byte("null")) {
		return Null(t), nil
	}
	//nolint:staticcheck // the reader of states; providers are to use it through RawState
	return tftypes.ValueFromJSONWithOpts(text, t, tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true})
}
