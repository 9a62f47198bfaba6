package schema

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Read reads the schema of one provider.
func Read(text []byte) (*Provider, error) {
	var doc document
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	if len(doc.Providers) != 1 {
		return nil, fmt.Errorf("provider_schemas has %d providers, not one", len(doc.Providers))
	}
	p := &Provider{}
	for source, in := range doc.Providers {
		var err error
		p.Source = source
		if p.Config, err = readSchema("provider", in.Provider); err != nil {
			return nil, err
		}
		for _, part := range []struct {
			out *map[string]*Object
			in  map[string]*jsonSchema
		}{{&p.Resources, in.Resources}, {&p.Data, in.Data}, {&p.Ephemerals, in.Ephemerals}} {
			*part.out = make(map[string]*Object, len(part.in))
			for name, s := range part.in {
				if (*part.out)[name], err = readSchema(name, s); err != nil {
					return nil, err
				}
			}
		}
		if p.Functions, err = readFunctions(in.Functions); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func readSchema(where string, s *jsonSchema) (*Object, error) {
	if s == nil || s.Block == nil {
		return newObject(nil), nil
	}
	o, err := readBlock(where, s.Block)
	if err == nil {
		o.Version = s.Version
	}
	return o, err
}

func readBlock(where string, b *jsonBlock) (*Object, error) {
	if b == nil {
		return newObject(nil), nil
	}
	fields, err := readAttributes(where, b.Attributes)
	if err != nil {
		return nil, err
	}
	for name, n := range b.Blocks {
		at := where + "." + name
		if b.Attributes[name] != nil {
			return nil, fmt.Errorf("%s: both an attribute and a block", at)
		}
		object, err := readBlock(at, n.Block)
		if err != nil {
			return nil, err
		}
		f := &Field{Name: name, Block: true, Nesting: Nesting(n.Nesting), Object: object, MinItems: n.MinItems, MaxItems: n.MaxItems}
		if f.Type = nested(f.Nesting, object); f.Type == nil {
			return nil, fmt.Errorf("%s: unknown nesting_mode %q", at, n.Nesting)
		}
		f.Deprecated = object.Deprecated
		fields = append(fields, f)
	}
	o := newObject(fields)
	o.Deprecated = b.Deprecated
	return o, nil
}

func readAttributes(where string, in map[string]*jsonAttribute) ([]*Field, error) {
	fields := make([]*Field, 0, len(in))
	for name, a := range in {
		at := where + "." + name
		f := &Field{
			Name: name, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive, WriteOnly: a.WriteOnly, Deprecated: a.Deprecated,
		}
		switch {
		case !a.Required && !a.Optional && !a.Computed:
			return nil, fmt.Errorf("%s: neither required nor optional nor computed", at)
		case a.NestedType != nil:
			inner, err := readAttributes(at, a.NestedType.Attributes)
			if err != nil {
				return nil, err
			}
			f.Nesting, f.Object = Nesting(a.NestedType.Nesting), newObject(inner)
			if f.Type = nested(f.Nesting, f.Object); f.Type == nil || f.Nesting == Group {
				return nil, fmt.Errorf("%s: unknown nesting_mode %q", at, a.NestedType.Nesting)
			}
		default:
			var err error
			if f.Type, err = readType(a.Type); err != nil {
				return nil, fmt.Errorf("%s: %w", at, err)
			}
		}
		fields = append(fields, f)
	}
	return fields, nil
}

func readType(text json.RawMessage) (tftypes.Type, error) {
	if len(text) == 0 {
		return nil, fmt.Errorf("no type")
	}
	// Its replacement is no part of the library's interface yet; this one is deprecated against use in providers.
	return tftypes.ParseJSONType(text) //nolint:staticcheck
}

func readFunctions(in map[string]*jsonFunc) (map[string]*tfprotov6.Function, error) {
	functions := make(map[string]*tfprotov6.Function, len(in))
	for name, f := range in {
		result, err := readType(f.Returns)
		if err != nil {
			return nil, fmt.Errorf("function %s: %w", name, err)
		}
		out := &tfprotov6.Function{Summary: f.Summary, Return: &tfprotov6.FunctionReturn{Type: result}}
		for _, p := range f.Parameters {
			parameter, err := readParameter(name, p)
			if err != nil {
				return nil, err
			}
			out.Parameters = append(out.Parameters, parameter)
		}
		if out.VariadicParameter, err = readParameter(name, f.Variadic); err != nil {
			return nil, err
		}
		functions[name] = out
	}
	return functions, nil
}

func readParameter(function string, p *jsonParameter) (*tfprotov6.FunctionParameter, error) {
	if p == nil {
		return nil, nil
	}
	typ, err := readType(p.Type)
	if err != nil {
		return nil, fmt.Errorf("function %s, parameter %s: %w", function, p.Name, err)
	}
	return &tfprotov6.FunctionParameter{Name: p.Name, Type: typ, AllowNullValue: p.Nullable}, nil
}
