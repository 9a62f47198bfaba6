package server

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
	"infrastructure-template/tests/doubles/provider/store"
)

var errUnknownType = errors.New("the schema has no such type")

func (s *Server) ApplyResourceChange(_ context.Context, in *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	out := &tfprotov6.ApplyResourceChangeResponse{NewState: in.PriorState, Private: in.PlannedPrivate}
	object := s.schema.Resources[in.TypeName]
	got, err := unmarshal(object, in.PriorState, in.PlannedState, in.Config)
	if err != nil {
		out.Diagnostics = failed(err)
		return out, nil
	}
	prior, planned, config := got[0], got[1], got[2]
	name, result, key := in.TypeName, planned, ""
	err = s.store.Change(func(data *store.Data) error {
		if planned.IsNull() {
			data.Delete(name, find(data, name, in.PlannedPrivate, prior))
			return nil
		}
		seed, count := content(name, object, planned), 0
		if prior.IsNull() {
			count = data.Made[seed]
			data.Made[seed]++
		} else if key = find(data, name, in.PlannedPrivate, prior); key == "" {
			return fmt.Errorf("%s %s is not there any more", name, identifier(prior))
		}
		result, err = s.maker().Fill(name, object, planned, fmt.Sprint(s.schema.Source, seed, key, count), data.Addresses())
		if err != nil {
			return err
		}
		if key == "" {
			key = free(data, name, identifier(result))
		}
		return data.Put(name, key, schema.Encode(result), writeOnly(object, config, ""))
	})
	if err != nil {
		out.Diagnostics = refused("The double cannot make it so", err.Error())
		return out, nil
	}
	out.Private = []byte(key)
	if out.NewState, err = dynamic(object, result); err != nil {
		out.Diagnostics = failed(err)
	}
	return out, nil
}

// content is the seed of a new resource: what is planned for it, without what is secret. It does not depend on the
// resource's address, nor on what is made at the same time. Equal resources are told apart by their number.
func content(name string, object *schema.Object, planned tftypes.Value) string {
	text, err := json.Marshal(schema.Encode(public(object, planned)))
	if err != nil {
		panic(err) // strings, numbers and bools only
	}
	return fmt.Sprintf("%s %x", name, sha256.Sum256(text))
}

// public gives a value without what is sensitive in it.
func public(object *schema.Object, v tftypes.Value) tftypes.Value {
	if !schema.Known(v) {
		return v
	}
	members := schema.Members(v)
	for _, f := range object.Fields {
		if f.Sensitive {
			members[f.Name] = schema.Null(f.Type)
		} else if f.Object != nil {
			members[f.Name] = f.Replace(members[f.Name], func(o schema.Occurrence) tftypes.Value { return public(f.Object, o.Value) })
		}
	}
	return tftypes.NewValue(object.Type, members)
}

// writeOnly gives the paths of the write-only arguments that are set, once for each time that they are.
func writeOnly(object *schema.Object, config tftypes.Value, at string) []string {
	paths := []string{}
	members := schema.Members(config)
	for _, f := range object.Fields {
		if f.WriteOnly && schema.Known(members[f.Name]) {
			paths = append(paths, at+f.Name)
		}
		for _, o := range f.Occurrences(members[f.Name]) {
			paths = append(paths, writeOnly(f.Object, o.Value, at+f.Name+".")...)
		}
	}
	return paths
}

// identifier is what a resource is imported by: its id, else the first that it has of the usual others.
func identifier(v tftypes.Value) string {
	members := schema.Members(v)
	for _, name := range []string{"id", "arn", "self_link", "name", "path"} {
		if text, ok := schema.Text(members[name]); ok && text != "" {
			return text
		}
	}
	return "one"
}

// free gives a key that no resource of the type has yet.
func free(data *store.Data, name, wanted string) string {
	key := wanted
	for n := 2; data.Resources[name][key] != nil; n++ {
		key = fmt.Sprintf("%s#%d", wanted, n)
	}
	return key
}

// find gives the key of a resource: Terraform's private data hold it; one that came otherwise is known by its id.
func find(data *store.Data, name string, private []byte, v tftypes.Value) string {
	for _, key := range []string{string(private), identifier(v)} {
		if key != "" && data.Resources[name][key] != nil {
			return key
		}
	}
	return ""
}
