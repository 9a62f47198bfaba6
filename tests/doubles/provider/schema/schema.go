// Package schema reads a provider's schema and gives it in two forms: as a tree of fields, which the double walks, and
// as the protocol's own messages.
package schema

import (
	"sort"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Nesting says how often a block or nested attribute occurs, and how its occurrences are told apart.
type Nesting string

const (
	None   Nesting = "" // an attribute of a plain type
	Single Nesting = "single"
	Group  Nesting = "group"
	List   Nesting = "list"
	Set    Nesting = "set"
	Map    Nesting = "map"
)

// Provider is a provider's schema.
type Provider struct {
	Source     string // registry.terraform.io/hashicorp/google
	Config     *Object
	Resources  map[string]*Object
	Data       map[string]*Object
	Ephemerals map[string]*Object
	Functions  map[string]*tfprotov6.Function
}

// Object is what a resource, a block or a nested attribute consists of.
type Object struct {
	Version    int64 // of a resource
	Deprecated bool
	Fields     []*Field // by name
	Type       tftypes.Object

	byName map[string]*Field
}

// Field is an attribute or a block.
type Field struct {
	Name string
	Type tftypes.Type

	Required, Optional, Computed     bool
	Sensitive, WriteOnly, Deprecated bool
	Block                            bool
	Nesting                          Nesting
	Object                           *Object // of a block or nested attribute
	MinItems, MaxItems               int64   // of a block
}

// Field gives the field of that name, or nil.
func (o *Object) Field(name string) *Field { return o.byName[name] }

// ReadOnly says whether only the provider sets it.
func (f *Field) ReadOnly() bool { return f.Computed && !f.Optional && !f.Required }

func newObject(fields []*Field) *Object {
	o := &Object{Fields: fields, byName: make(map[string]*Field, len(fields))}
	types := make(map[string]tftypes.Type, len(fields))
	for _, f := range fields {
		o.byName[f.Name] = f
		types[f.Name] = f.Type
	}
	sort.Slice(fields, func(i, j int) bool { return fields[i].Name < fields[j].Name })
	o.Type = tftypes.Object{AttributeTypes: types}
	return o
}

// nested gives the type of a block or nested attribute, or nil when the nesting is unknown.
func nested(nesting Nesting, object *Object) tftypes.Type {
	switch nesting {
	case Single, Group:
		return object.Type
	case List:
		return tftypes.List{ElementType: object.Type}
	case Set:
		return tftypes.Set{ElementType: object.Type}
	case Map:
		return tftypes.Map{ElementType: object.Type}
	}
	return nil
}
