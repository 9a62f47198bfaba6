package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"infrastructure-template/tests/doubles/provider/plan"
	"infrastructure-template/tests/doubles/provider/schema"
)

func (s *Server) ValidateDataResourceConfig(_ context.Context, in *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{
		Diagnostics: s.validate("data."+in.TypeName, s.schema.Data[in.TypeName], in.Config, true),
	}, nil
}

func (s *Server) ReadDataSource(_ context.Context, in *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	out := &tfprotov6.ReadDataSourceResponse{}
	var err error
	if out.State, err = s.answer("data."+in.TypeName, s.schema.Data[in.TypeName], in.Config); err != nil {
		out.Diagnostics = failed(err)
	}
	return out, nil
}

func (s *Server) ValidateEphemeralResourceConfig(_ context.Context, in *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return &tfprotov6.ValidateEphemeralResourceConfigResponse{
		Diagnostics: s.validate("ephemeral."+in.TypeName, s.schema.Ephemerals[in.TypeName], in.Config, true),
	}, nil
}

func (s *Server) OpenEphemeralResource(_ context.Context, in *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	out := &tfprotov6.OpenEphemeralResourceResponse{}
	var err error
	if out.Result, err = s.answer("ephemeral."+in.TypeName, s.schema.Ephemerals[in.TypeName], in.Config); err != nil {
		out.Diagnostics = failed(err)
	}
	return out, nil
}

func (s *Server) RenewEphemeralResource(_ context.Context, in *tfprotov6.RenewEphemeralResourceRequest) (*tfprotov6.RenewEphemeralResourceResponse, error) {
	return &tfprotov6.RenewEphemeralResourceResponse{Private: in.Private}, nil
}

func (s *Server) CloseEphemeralResource(context.Context, *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	return &tfprotov6.CloseEphemeralResourceResponse{}, nil
}

// answer makes up what is computed of a data source or ephemeral resource: equal questions have equal answers.
func (s *Server) answer(name string, object *schema.Object, in *tfprotov6.DynamicValue) (*tfprotov6.DynamicValue, error) {
	got, err := unmarshal(object, in)
	if err != nil {
		return nil, err
	}
	asked := plan.Planned(object, schema.Null(object.Type), got[0])
	value, err := s.maker().Fill(name, object, asked, s.schema.Source+content(name, object, got[0]), map[string]bool{})
	if err != nil {
		return nil, err
	}
	return dynamic(object, value)
}
