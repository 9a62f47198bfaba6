package server

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

// What Terraform itself does between configuration and provider, as far as these tests need it: apply_test.go in the
// folder above drives the real program.

// proposed carries prior values over to computed attributes that are not configured.
func proposed(object *schema.Object, prior, config tftypes.Value) tftypes.Value {
	if !schema.Known(config) || !schema.Known(prior) {
		return config
	}
	before, members := schema.Members(prior), schema.Members(config)
	for _, f := range object.Fields {
		value, old := members[f.Name], before[f.Name]
		switch {
		case !f.Block && f.Computed && value.IsNull():
			members[f.Name] = old
		case f.Object != nil:
			was := f.Occurrences(old)
			members[f.Name] = f.Replace(value, func(o schema.Occurrence) tftypes.Value {
				for _, w := range was {
					completed := proposed(f.Object, w.Value, o.Value)
					if f.Nesting == schema.Set && completed.Equal(w.Value) || f.Nesting != schema.Set && w.Key == o.Key {
						return completed
					}
				}
				return o.Value
			})
		}
	}
	return tftypes.NewValue(object.Type, members)
}

// plan plans a change from a state (the zero one: there is none) to a configuration ("null": none any more).
func (e *example) plan(name string, prior state, config string) *tfprotov6.PlanResourceChangeResponse {
	e.t.Helper()
	object := e.schema.Resources[name]
	if prior.value == nil {
		prior.value = e.dynamic(object, "null")
	}
	in := e.dynamic(object, config)
	values, err := unmarshal(object, prior.value, in)
	if err != nil {
		e.t.Fatal(err)
	}
	next, err := dynamic(object, proposed(object, values[0], values[1]))
	if err != nil {
		e.t.Fatal(err)
	}
	out, err := e.PlanResourceChange(e.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: name, PriorState: prior.value, ProposedNewState: next, Config: in, PriorPrivate: prior.private,
	})
	e.fine(err, out.Diagnostics)
	return out
}

// apply plans and applies.
func (e *example) apply(name string, prior state, config string) state {
	e.t.Helper()
	object := e.schema.Resources[name]
	planned := e.plan(name, prior, config)
	if prior.value == nil {
		prior.value = e.dynamic(object, "null")
	}
	out, err := e.ApplyResourceChange(e.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: name, PriorState: prior.value, PlannedState: planned.PlannedState,
		Config: e.dynamic(object, config), PlannedPrivate: planned.PlannedPrivate,
	})
	e.fine(err, out.Diagnostics)
	e.conforms(object, planned.PlannedState, out.NewState)
	return state{out.NewState, out.Private}
}

// conforms fails the test when something that was known in the plan came out otherwise.
func (e *example) conforms(object *schema.Object, planned, made *tfprotov6.DynamicValue) {
	e.t.Helper()
	values, err := unmarshal(object, planned, made)
	if err != nil {
		e.t.Fatal(err)
	}
	if made, ok := compatible(object, values[0], values[1]); !ok {
		e.t.Fatalf("planned\n%s\nbut made\n%s", values[0], made)
	}
}

func compatible(object *schema.Object, planned, made tftypes.Value) (tftypes.Value, bool) {
	if !planned.IsKnown() || planned.IsNull() || made.IsNull() {
		return made, !planned.IsKnown() || planned.IsNull() == made.IsNull()
	}
	before, after := schema.Members(planned), schema.Members(made)
	for _, f := range object.Fields {
		x, y := before[f.Name], after[f.Name]
		if f.Object == nil {
			if x.IsFullyKnown() && !x.Equal(y) {
				return y, false
			}
			continue
		}
		was, is := f.Occurrences(x), f.Occurrences(y)
		if x.IsKnown() && len(was) != len(is) {
			return y, false
		}
		for _, w := range was {
			found := false
			for _, i := range is {
				_, ok := compatible(f.Object, w.Value, i.Value)
				found = found || ok && (f.Nesting == schema.Set || w.Key == i.Key)
			}
			if !found {
				return y, false
			}
		}
	}
	return made, true
}

// same fails the test unless a plan of the configuration changes nothing.
func (e *example) same(name string, prior state, config string) {
	e.t.Helper()
	object := e.schema.Resources[name]
	planned := e.plan(name, prior, config)
	values, err := unmarshal(object, prior.value, planned.PlannedState)
	if err != nil {
		e.t.Fatal(err)
	}
	if diff, err := values[0].Diff(values[1]); err != nil || len(diff) > 0 || len(planned.RequiresReplace) > 0 {
		e.t.Errorf("a second plan is not empty: %v %v %v", diff, planned.RequiresReplace, err)
	}
}

// read refreshes.
func (e *example) read(name string, prior state) state {
	e.t.Helper()
	out, err := e.ReadResource(e.t.Context(), &tfprotov6.ReadResourceRequest{TypeName: name, CurrentState: prior.value, Private: prior.private})
	e.fine(err, out.Diagnostics)
	return state{out.NewState, out.Private}
}
