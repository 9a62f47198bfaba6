package terratest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

// secretWords are what names of attributes that hold a secret are made of: not every schema at hand marks them as sensitive.
var secretWords = regexp.MustCompile(`(password|secret|private_key|access_key|account_key|key_pem|raw_key|key_raw|chap_secret|connection_string|config_var|credential)`)

// innocentEnds are names of something about a secret, or of what only the word is part of.
var innocentEnds = regexp.MustCompile(`(_algorithm|_curve|_bits|_id|_type|_enabled|_format|_ttl|_uses|_cidrs|_name|_version|_wo|_authentication|_url|_header_value|_sha256|_access_key_version|get_password_data)$`)

type schemaBlock struct {
	Attributes map[string]struct {
		Computed  bool
		Sensitive bool
		WriteOnly bool `json:"write_only"`
	}
	BlockTypes map[string]struct{ Block schemaBlock } `json:"block_types"`
}

// stored adds the attributes below a block that may bring a secret into state: those that the provider computes, and those
// that a module sets.
func (block schemaBlock) stored(path string, set map[string]bool, into map[string]bool) {
	for name, attribute := range block.Attributes {
		looks := attribute.Sensitive || secretWords.MatchString(name) && !innocentEnds.MatchString(name)
		if looks && !attribute.WriteOnly && (attribute.Computed || set[path+"."+name]) {
			into[path+"."+name] = true
		}
	}
	for name, nested := range block.BlockTypes {
		nested.Block.stored(path+"."+name, set, into)
	}
}

// arguments adds the paths of all arguments below a block of HCL.
func arguments(path string, body *hclsyntax.Body, into map[string]bool) {
	for name := range body.Attributes {
		into[path+"."+name] = true
	}
	for _, block := range body.Blocks {
		inner, below := block.Body, path+"."+block.Type
		if block.Type == "dynamic" {
			below = path + "." + block.Labels[0]
			for _, content := range block.Body.Blocks {
				inner = content.Body
			}
		}
		arguments(below, inner, into)
	}
}

// What the modules' resources keep of secrets in state is what docs/secrets.md says, with its reasons, and nothing else.
func TestSecretsInStateAreDocumented(t *testing.T) {
	used, set := map[string]bool{}, map[string]bool{}
	files, err := filepath.Glob(harness.In("modules", "*", "*", "*.tf"))
	require.NoError(t, err)
	for _, name := range files {
		file, problems := hclparse.NewParser().ParseHCLFile(name)
		require.False(t, problems.HasErrors(), "%v", problems)
		for _, block := range file.Body.(*hclsyntax.Body).Blocks {
			if block.Type == "resource" {
				used[block.Labels[0]] = true
				arguments(block.Labels[0], block.Body, set)
			}
		}
	}
	require.Greater(t, len(used), 50)

	stored := map[string]bool{}
	schemas, err := filepath.Glob(harness.In("tests", "doubles", "schemas", "*.json"))
	require.NoError(t, err)
	for _, name := range schemas {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		var read struct {
			Providers map[string]struct {
				Resources map[string]struct{ Block schemaBlock } `json:"resource_schemas"`
			} `json:"provider_schemas"`
		}
		require.NoError(t, json.Unmarshal(text, &read))
		for _, provider := range read.Providers {
			for resource, schema := range provider.Resources {
				if used[resource] {
					schema.Block.stored(resource, set, stored)
				}
			}
		}
	}

	text, err := os.ReadFile(harness.In("docs", "secrets.md"))
	require.NoError(t, err)
	var documented []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z0-9_.]+)` \\| \\S").FindAllSubmatch(text, -1) {
		documented = append(documented, string(row[1]))
	}
	require.True(t, slices.IsSorted(documented), "the table is sorted")
	require.Equal(t, documented, keys(stored))
}
