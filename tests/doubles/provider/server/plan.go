package server

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/plan"
	"infrastructure-template/tests/doubles/provider/schema"
	"infrastructure-template/tests/doubles/provider/values"
)

func (s *Server) ValidateResourceConfig(_ context.Context, in *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	writeOnly := in.ClientCapabilities != nil && in.ClientCapabilities.WriteOnlyAttributesAllowed
	return &tfprotov6.ValidateResourceConfigResponse{
		Diagnostics: s.validate(in.TypeName, s.schema.Resources[in.TypeName], in.Config, writeOnly),
	}, nil
}

func (s *Server) PlanResourceChange(_ context.Context, in *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	out := &tfprotov6.PlanResourceChangeResponse{PlannedPrivate: in.PriorPrivate}
	object := s.schema.Resources[in.TypeName]
	got, err := unmarshal(object, in.PriorState, in.ProposedNewState, in.Config)
	if err != nil {
		out.Diagnostics = failed(err)
		return out, nil
	}
	prior, proposed, config := got[0], got[1], got[2]
	planned := plan.Planned(object, prior, proposed)
	planned = plan.Again(object, prior, planned, config, s.follows(in.TypeName, object))
	out.RequiresReplace = plan.Replaces(object, prior, planned, s.rules.Of(in.TypeName).Replace)
	if out.PlannedState, err = dynamic(object, planned); err != nil {
		out.Diagnostics = failed(err)
	}
	return out, nil
}

// follows gives the attributes whose values the rules make from others, with those.
func (s *Server) follows(name string, object *schema.Object) map[string][]string {
	out := map[string][]string{}
	for _, rules := range []string{"*", name} {
		for path, value := range s.rules.Of(rules).Values {
			if delete(out, path); object.Field(path) != nil {
				if references := values.References(value); len(references) > 0 {
					out[path] = references
				}
			}
		}
	}
	maps.DeleteFunc(out, func(path string, _ []string) bool { return path == "id" }) // what a thing is called stays
	return out
}

// unmarshal reads values of one type.
func unmarshal(object *schema.Object, in ...*tfprotov6.DynamicValue) ([]tftypes.Value, error) {
	if object == nil {
		return nil, errUnknownType
	}
	out := make([]tftypes.Value, len(in))
	for i, v := range in {
		var err error
		if out[i], err = v.Unmarshal(object.Type); err != nil {
			return nil, err
		}
	}
	return out, nil
}
