package schema

import "github.com/hashicorp/terraform-plugin-go/tfprotov6"

var blockNesting = map[Nesting]tfprotov6.SchemaNestedBlockNestingMode{
	Single: tfprotov6.SchemaNestedBlockNestingModeSingle,
	Group:  tfprotov6.SchemaNestedBlockNestingModeGroup,
	List:   tfprotov6.SchemaNestedBlockNestingModeList,
	Set:    tfprotov6.SchemaNestedBlockNestingModeSet,
	Map:    tfprotov6.SchemaNestedBlockNestingModeMap,
}

var objectNesting = map[Nesting]tfprotov6.SchemaObjectNestingMode{
	Single: tfprotov6.SchemaObjectNestingModeSingle,
	List:   tfprotov6.SchemaObjectNestingModeList,
	Set:    tfprotov6.SchemaObjectNestingModeSet,
	Map:    tfprotov6.SchemaObjectNestingModeMap,
}

// Protocol gives the schema as the protocol has it.
func (o *Object) Protocol() *tfprotov6.Schema {
	return &tfprotov6.Schema{Version: o.Version, Block: o.block()}
}

// Protocols gives several at once.
func Protocols(objects map[string]*Object) map[string]*tfprotov6.Schema {
	out := make(map[string]*tfprotov6.Schema, len(objects))
	for name, o := range objects {
		out[name] = o.Protocol()
	}
	return out
}

func (o *Object) block() *tfprotov6.SchemaBlock {
	block := &tfprotov6.SchemaBlock{Deprecated: o.Deprecated, Attributes: o.attributes()}
	for _, f := range o.Fields {
		if f.Block {
			block.BlockTypes = append(block.BlockTypes, &tfprotov6.SchemaNestedBlock{
				TypeName: f.Name, Block: f.Object.block(), Nesting: blockNesting[f.Nesting],
				MinItems: f.MinItems, MaxItems: f.MaxItems,
			})
		}
	}
	return block
}

func (o *Object) attributes() []*tfprotov6.SchemaAttribute {
	var out []*tfprotov6.SchemaAttribute
	for _, f := range o.Fields {
		if f.Block {
			continue
		}
		a := &tfprotov6.SchemaAttribute{
			Name: f.Name, Required: f.Required, Optional: f.Optional, Computed: f.Computed,
			Sensitive: f.Sensitive, WriteOnly: f.WriteOnly, Deprecated: f.Deprecated,
		}
		if f.Object == nil {
			a.Type = f.Type
		} else {
			a.NestedType = &tfprotov6.SchemaObject{Attributes: f.Object.attributes(), Nesting: objectNesting[f.Nesting]}
		}
		out = append(out, a)
	}
	return out
}
