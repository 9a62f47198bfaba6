package server

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

func (s *Server) ReadResource(_ context.Context, in *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	out := &tfprotov6.ReadResourceResponse{NewState: in.CurrentState, Private: in.Private}
	object := s.schema.Resources[in.TypeName]
	got, err := unmarshal(object, in.CurrentState)
	if err != nil {
		out.Diagnostics = failed(err)
		return out, nil
	}
	key, value, err := s.stored(in.TypeName, object, in.Private, got[0])
	if err == nil {
		out.NewState, err = dynamic(object, value)
		out.Private = []byte(key)
	}
	if err != nil {
		out.Diagnostics = failed(err)
	}
	return out, nil
}

func (s *Server) ImportResourceState(_ context.Context, in *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	out := &tfprotov6.ImportResourceStateResponse{}
	object := s.schema.Resources[in.TypeName]
	if object == nil {
		out.Diagnostics = failed(errUnknownType)
		return out, nil
	}
	key, value, err := s.stored(in.TypeName, object, []byte(in.ID), schema.Null(object.Type))
	if err == nil && value.IsNull() {
		out.Diagnostics = refused("Cannot import non-existent remote object", fmt.Sprintf("There is no %s with the id %q.", in.TypeName, in.ID))
		return out, nil
	}
	resource := &tfprotov6.ImportedResource{TypeName: in.TypeName, Private: []byte(key)}
	if err == nil {
		resource.State, err = dynamic(object, value)
		out.ImportedResources = append(out.ImportedResources, resource)
	}
	if err != nil {
		out.ImportedResources, out.Diagnostics = nil, failed(err)
	}
	return out, nil
}

// stored gives a resource as it is in the store, null when it is not there.
func (s *Server) stored(name string, object *schema.Object, private []byte, v tftypes.Value) (string, tftypes.Value, error) {
	data, err := s.store.Read()
	if err != nil {
		return "", v, err
	}
	key := find(data, name, private, v)
	if key == "" {
		return "", schema.Null(object.Type), nil
	}
	value, err := schema.Decode(data.Resources[name][key], object.Type)
	if err != nil {
		err = fmt.Errorf("%s %s in the store: %w", name, key, err)
	}
	return key, value, err
}

func (s *Server) UpgradeResourceState(_ context.Context, in *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	out := &tfprotov6.UpgradeResourceStateResponse{}
	object := s.schema.Resources[in.TypeName]
	if object == nil {
		out.Diagnostics = failed(errUnknownType)
		return out, nil
	}
	value, err := schema.Decode(in.RawState.JSON, object.Type)
	if err == nil {
		out.UpgradedState, err = dynamic(object, value)
	}
	if err != nil {
		out.Diagnostics = failed(err)
	}
	return out, nil
}
