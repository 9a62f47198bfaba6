package schema

import "encoding/json"

// The format of `terraform providers schema -json`, as far as it bears on behaviour
// (developer.hashicorp.com/terraform/cli/commands/providers/schema, 2026-11-24).

type document struct {
	Providers map[string]struct {
		Provider   *jsonSchema            `json:"provider"`
		Resources  map[string]*jsonSchema `json:"resource_schemas"`
		Data       map[string]*jsonSchema `json:"data_source_schemas"`
		Ephemerals map[string]*jsonSchema `json:"ephemeral_resource_schemas"`
		Functions  map[string]*jsonFunc   `json:"functions"`
	} `json:"provider_schemas"`
}

type jsonSchema struct {
	Version int64      `json:"version"`
	Block   *jsonBlock `json:"block"`
}

type jsonBlock struct {
	Attributes map[string]*jsonAttribute `json:"attributes"`
	Blocks     map[string]*jsonNested    `json:"block_types"`
	Deprecated bool                      `json:"deprecated"`
}

type jsonAttribute struct {
	Type       json.RawMessage `json:"type"`
	NestedType *struct {
		Attributes map[string]*jsonAttribute `json:"attributes"`
		Nesting    string                    `json:"nesting_mode"`
	} `json:"nested_type"`
	Required   bool `json:"required"`
	Optional   bool `json:"optional"`
	Computed   bool `json:"computed"`
	Sensitive  bool `json:"sensitive"`
	WriteOnly  bool `json:"write_only"`
	Deprecated bool `json:"deprecated"`
}

type jsonNested struct {
	Nesting  string     `json:"nesting_mode"`
	Block    *jsonBlock `json:"block"`
	MinItems int64      `json:"min_items"`
	MaxItems int64      `json:"max_items"`
}

type jsonFunc struct {
	Summary    string           `json:"summary"`
	Returns    json.RawMessage  `json:"return_type"`
	Parameters []*jsonParameter `json:"parameters"`
	Variadic   *jsonParameter   `json:"variadic_parameter"`
}

type jsonParameter struct {
	Name     string          `json:"name"`
	Type     json.RawMessage `json:"type"`
	Nullable bool            `json:"is_nullable"`
}
