package terratest

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIDdVfcYjKBbSZx1Wc7DcmTiBMDmQ7X1LjD3jQ0yLQ2c one@test"

// vars saves a line of type names wherever variables are written.
type vars = harness.Variables

// list is [] and not null when it is empty.
func list(values ...any) []any { return append([]any{}, values...) }

// common are the variables that every module takes; its resources are named demo-test-NAME.
func common(name string) vars {
	return vars{
		"context": vars{"product": "demo", "environment": "test", "unit": name, "labels": vars{"team": "platform"}},
		"region":  "eu-central",
	}
}

// labels are those that common asks for, as resources have them.
func labels(name string) vars {
	return vars{"product": "demo", "environment": "test", "unit": name, "team": "platform"}
}

// refusal is a change of variables that a unit must not plan with, and a part of what it says then.
type refusal struct {
	why     string
	changes vars
}

func refusesAll(t *testing.T, unit *harness.Unit, refusals []refusal) {
	t.Helper()
	for _, one := range refusals {
		unit.Refuses(t, one.changes, one.why)
	}
}

// refusesBadContext: what modules/context.tf checks, which all modules link.
func refusesBadContext(t *testing.T, unit *harness.Unit) {
	t.Helper()
	context := vars{"product": "demo", "environment": "test", "unit": "x", "labels": vars{}}
	refusesAll(t, unit, []refusal{
		{"become host names", vars{"context": context.With(vars{"unit": "Web_1"})}},
		{"Labels are lower-case", vars{"context": context.With(vars{"labels": vars{"Team": "a b"}})}},
		{"A region is written in lower-case", vars{"region": "EU Central"}},
	})
}

// isLabelled asserts the name and the labels of one planned or read resource.
func isLabelled(t *testing.T, values map[string]any, name, unit string) {
	t.Helper()
	assert.Equal(t, name, values["name"])
	assert.EqualValues(t, labels(unit), values["labels"])
}

// rules are a planned firewall's, in short: "in tcp 22 from 10.0.0.0/16,203.0.113.0/24".
func rules(firewall map[string]any) []string {
	lines := []string{}
	for _, planned := range firewall["rule"].([]any) {
		one := planned.(map[string]any)
		word, cidrs := "from", one["source_ips"].([]any)
		if one["direction"] == "out" {
			word, cidrs = "to", one["destination_ips"].([]any)
		}
		var far []string
		for _, cidr := range cidrs {
			far = append(far, cidr.(string))
		}
		line := fmt.Sprintf("%s %s %s %s %s", one["direction"], one["protocol"], one["port"], word, strings.Join(far, ","))
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	return lines
}

// isEmpty asserts that nothing is left in the cloud but what the test put there itself.
func isEmpty(t *testing.T, cloud *harness.Cloud, but map[string]int) {
	t.Helper()
	assert.Equal(t, but, cloud.Counts(t), "what is left after destroy")
}

// decode reads a string of Base64 that terraform console printed, quotes and all.
func decode(t *testing.T, said string) string {
	t.Helper()
	quoted := strings.TrimSpace(said)
	text, err := base64.StdEncoding.DecodeString(strings.Trim(quoted, `"`))
	require.NoError(t, err, "%s", said)
	return string(text)
}
