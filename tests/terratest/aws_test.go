package terratest

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

func init() {
	tests("aws", map[string]test{
		"bastion":  bastionAws,
		"compute":  computeAws,
		"dns":      dnsAws,
		"firewall": firewallAws,
		"network":  networkAws,
		"storage":  storageAws,
	})
}

const awsVPC = "vpc-0123456789abcdef0"

// awsIsTagged asserts the tags of one planned resource: the labels, and the name that AWS shows.
func awsIsTagged(t *testing.T, values map[string]any, name, unit string) {
	t.Helper()
	assert.EqualValues(t, labels(unit).With(vars{"Name": name}), values["tags"])
}

// awsRules are the planned rules of security groups, in short: "in tcp 22-22 10.0.0.0/16".
func awsRules(plan *harness.Plan) []string {
	lines := []string{}
	for word, direction := range map[string]string{"in": "ingress", "out": "egress"} {
		for _, rule := range plan.All("aws_vpc_security_group_" + direction + "_rule") {
			cidr := rule["cidr_ipv4"]
			if cidr == nil {
				cidr = rule["cidr_ipv6"]
			}
			ports := ""
			if rule["from_port"] != nil {
				ports = fmt.Sprintf("%v-%v ", rule["from_port"], rule["to_port"])
			}
			lines = append(lines, fmt.Sprintf("%s %v %s%v", word, rule["ip_protocol"], ports, cidr))
		}
	}
	return lines
}

// awsBlock is the only block of its kind in planned values.
func awsBlock(t *testing.T, values map[string]any, block string) map[string]any {
	t.Helper()
	blocks, _ := values[block].([]any)
	require.Len(t, blocks, 1, block)
	return blocks[0].(map[string]any)
}

// awsIsHardened: version 2 of the metadata service only, and an encrypted disk, which goes with the server.
func awsIsHardened(t *testing.T, server map[string]any) {
	t.Helper()
	metadata := awsBlock(t, server, "metadata_options")
	assert.Equal(t, "required", metadata["http_tokens"])
	assert.EqualValues(t, 1, metadata["http_put_response_hop_limit"])
	disk := awsBlock(t, server, "root_block_device")
	assert.Equal(t, true, disk["encrypted"])
	assert.Equal(t, true, disk["delete_on_termination"])
}

// awsUnpacked is user data as cloud-init sees it.
func awsUnpacked(t *testing.T, packed any) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(packed.(string))
	require.NoError(t, err)
	reader, err := gzip.NewReader(bytes.NewReader(raw))
	require.NoError(t, err)
	text, err := io.ReadAll(reader)
	require.NoError(t, err)
	return string(text)
}

// awsGuards asserts that what is protected outlives an attempt to delete it, with what belongs to it, until the
// protection is taken back.
func awsGuards(t *testing.T, unit *harness.Unit, variables vars) {
	t.Helper()
	unit.Set(t, variables.With(vars{"deletion_protection": true}))
	unit.Apply(t)
	_, err := terraform.DestroyE(t, unit.Options)
	require.Error(t, err)
	assert.Contains(t, strings.Join(strings.Fields(err.Error()), " "), "is protected: set deletion_protection: false and apply")
	assert.Empty(t, unit.Plan(t).Counts(), "what the attempt deleted nevertheless")
	unit.Set(t, variables)
	assert.Empty(t, unit.Plan(t).Counts(), "the protection ends in place")
	unit.Apply(t)
	unit.Destroy(t)
	assert.Empty(t, unit.Made(t), "what is left after destroy")
}

// Names at most 32 characters long are what load balancers have; longer ones end in a hash of the whole.
func awsShortened(t *testing.T, name any, whole string) {
	t.Helper()
	assert.LessOrEqual(t, len(name.(string)), 32)
	assert.True(t, strings.HasPrefix(name.(string), whole[:16]), "%s does not begin as %s does", name, whole)
	assert.Regexp(t, "-[0-9a-f]{8}(-[0-9]+)?$", name)
}
