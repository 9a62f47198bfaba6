package terratest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"infrastructure-template/tests/terratest/harness"
)

// inProd are the changes that make a unit one of prod's.
func inProd(unit string) vars {
	return vars{"context": vars{"product": "demo", "environment": "prod", "unit": unit, "labels": vars{}}}
}

// protection is what a plan has of protection from deletion, by address, and whether it is on: Hetzner's own, and what
// stands for that of others. These are the ones mk/bin/destroy looks for.
func protection(plan *harness.Plan) map[string]bool {
	found := map[string]bool{}
	for address, resource := range plan.ResourcePlannedValuesMap {
		if on, has := resource.AttributeValues["delete_protection"].(bool); has {
			found[address] = on
		}
		if resource.Type != "terraform_data" || resource.Name != "protection" {
			continue
		}
		switch input := resource.AttributeValues["input"].(type) {
		case bool:
			found[address] = input
		case map[string]any:
			found[address] = input["protected"] == true
		}
	}
	return found
}

// everything is what protection finds when all of these are on, or off.
func everything(on bool, addresses ...string) map[string]bool {
	all := map[string]bool{}
	for _, address := range addresses {
		all[address] = on
	}
	return all
}

// protectsInProd asserts that these resources, all that can be, are protected in prod unless the inventory says otherwise,
// and elsewhere when it says so.
func protectsInProd(t *testing.T, unit *harness.Unit, name string, addresses ...string) {
	t.Helper()
	for _, one := range []struct {
		where   string
		changes vars
		on      bool
	}{
		{"prod", inProd(name), true},
		{"prod, with deletion_protection: false", inProd(name).With(vars{"deletion_protection": false}), false},
		{"test", vars{}, false},
	} {
		unit.Change(t, one.changes)
		assert.Equal(t, everything(one.on, addresses...), protection(unit.Plan(t)), "what is protected in %s", one.where)
	}
}

// protectsWhenAsked asserts that these resources, all that can be, are protected when the inventory says so, and not
// because it is prod: what they hold can be made again.
func protectsWhenAsked(t *testing.T, unit *harness.Unit, name string, changes vars, addresses ...string) {
	t.Helper()
	for on, asked := range map[bool]vars{true: {"deletion_protection": true}, false: inProd(name)} {
		unit.Change(t, changes.With(asked))
		assert.Equal(t, everything(on, addresses...), protection(unit.Plan(t)), "what is protected with %v", asked)
	}
	unit.Change(t, vars{})
}
