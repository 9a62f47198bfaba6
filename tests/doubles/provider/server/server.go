// Package server answers Terraform as a provider does, protocol 6.
package server

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/rule"
	"infrastructure-template/tests/doubles/provider/schema"
	"infrastructure-template/tests/doubles/provider/store"
	"infrastructure-template/tests/doubles/provider/values"
)

// Server is the double of one provider.
type Server struct {
	schema *schema.Provider
	rules  rule.Rules
	store  *store.Store

	mu     sync.RWMutex
	config map[string]tftypes.Value
}

// New gives a double that keeps what it makes in a store.
func New(p *schema.Provider, rules rule.Rules, s *store.Store) *Server {
	return &Server{schema: p, rules: rules, store: s}
}

var _ tfprotov6.ProviderServer = (*Server)(nil)

// Terraform keeps schemas between processes of one run: the double need not be asked for it first.
var capabilities = &tfprotov6.ServerCapabilities{GetProviderSchemaOptional: true}

func (s *Server) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{
		ServerCapabilities:       capabilities,
		Provider:                 s.schema.Config.Protocol(),
		ResourceSchemas:          schema.Protocols(s.schema.Resources),
		DataSourceSchemas:        schema.Protocols(s.schema.Data),
		EphemeralResourceSchemas: schema.Protocols(s.schema.Ephemerals),
		Functions:                s.schema.Functions,
	}, nil
}

func (s *Server) GetMetadata(context.Context, *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	out := &tfprotov6.GetMetadataResponse{ServerCapabilities: capabilities}
	for name := range s.schema.Resources {
		out.Resources = append(out.Resources, tfprotov6.ResourceMetadata{TypeName: name})
	}
	for name := range s.schema.Data {
		out.DataSources = append(out.DataSources, tfprotov6.DataSourceMetadata{TypeName: name})
	}
	for name := range s.schema.Ephemerals {
		out.EphemeralResources = append(out.EphemeralResources, tfprotov6.EphemeralResourceMetadata{TypeName: name})
	}
	for name := range s.schema.Functions {
		out.Functions = append(out.Functions, tfprotov6.FunctionMetadata{Name: name})
	}
	return out, nil
}

func (s *Server) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (s *Server) ValidateProviderConfig(_ context.Context, in *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	out := &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: in.Config}
	out.Diagnostics = s.validate("provider", s.schema.Config, in.Config, true)
	return out, nil
}

func (s *Server) ConfigureProvider(_ context.Context, in *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	out := &tfprotov6.ConfigureProviderResponse{}
	config, err := in.Config.Unmarshal(s.schema.Config.Type)
	if err != nil {
		out.Diagnostics = failed(err)
		return out, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config = schema.Members(config)
	return out, nil
}

func (s *Server) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil // nothing here takes long
}

// maker makes values up for the provider as it is configured.
func (s *Server) maker() values.Maker {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return values.Maker{Rules: s.rules, Config: s.config}
}

// validate checks a configuration by the schema and the rules of that name.
func (s *Server) validate(name string, object *schema.Object, in *tfprotov6.DynamicValue, writeOnly bool) []*tfprotov6.Diagnostic {
	if object == nil {
		return failed(fmt.Errorf("%s: the schema has no such type", name))
	}
	config, err := in.Unmarshal(object.Type)
	if err != nil {
		return failed(err)
	}
	return s.rules.Of(name).Validate(object, config, writeOnly)
}

// dynamic gives a value in the protocol's form.
func dynamic(object *schema.Object, v tftypes.Value) (*tfprotov6.DynamicValue, error) {
	out, err := tfprotov6.NewDynamicValue(object.Type, v)
	return &out, err
}

// failed says what went wrong as Terraform shows it.
func failed(err error) []*tfprotov6.Diagnostic {
	return refused("The double failed", err.Error())
}

func refused(summary, detail string) []*tfprotov6.Diagnostic {
	return []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: summary, Detail: detail}}
}
