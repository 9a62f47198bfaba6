package values

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/schema"
)

var (
	placeholder = regexp.MustCompile(`%%|%([0-9]*)([xdaut])|\{([a-z0-9_.]+)\}`)
	reference   = regexp.MustCompile(`\{([a-z0-9_.]+)\}`)
)

// References gives the attributes that a rule's value is made from, without those of the provider's configuration.
func References(value any) []string {
	var out []string
	switch v := value.(type) {
	case string:
		for _, found := range reference.FindAllStringSubmatch(v, -1) {
			if !strings.HasPrefix(found[1], "provider.") {
				out = append(out, found[1])
			}
		}
	case []any:
		for _, element := range v {
			out = append(out, References(element)...)
		}
	case map[string]any:
		for _, element := range v {
			out = append(out, References(element)...)
		}
	}
	return out
}

// expand fills in the placeholders of a text. The value of a text that is one reference and nothing else keeps its
// type. ok is false when something that it refers to is not known.
func (f *filler) expand(text string, h hash) (value any, ok bool) {
	if whole := reference.FindStringSubmatch(text); whole != nil && whole[0] == text {
		v, ok := f.lookUp(whole[1])
		if !ok {
			return nil, false
		}
		return schema.Encode(v), true
	}
	ok = true
	out := placeholder.ReplaceAllStringFunc(text, func(found string) string {
		parts := placeholder.FindStringSubmatch(found)
		count, _ := strconv.Atoi(parts[1])
		switch parts[2] {
		case "x":
			return h.hex(within(count, 17, 64))
		case "d":
			return h.digits(within(count, 8, 18))
		case "a":
			return h.letters(within(count, 60, 100))
		case "u":
			return h.uuid()
		case "t":
			return f.short()
		}
		if parts[3] == "" {
			return "%"
		}
		v, known := f.lookUp(parts[3])
		text, _ := schema.Text(v)
		ok = ok && known
		return text
	})
	return out, ok
}

// within gives the count that was asked for: the usual one when none was, at most limit.
func within(count, usual, limit int) int {
	if count == 0 {
		return usual
	}
	return min(count, limit)
}

// lookUp gives what a reference leads to: an attribute, or one in the first object of a block. What is not there is
// null, and known.
func (f *filler) lookUp(path string) (tftypes.Value, bool) {
	object, value := f.object, f.root
	if rest, found := strings.CutPrefix(path, "provider."); found {
		v, found := f.Config[rest]
		if !found {
			v = schema.Null(tftypes.String)
		}
		return v, v.IsKnown()
	}
	steps := strings.Split(path, ".")
	for i, name := range steps {
		v, found := schema.Members(value)[name]
		if !found {
			return schema.Null(tftypes.String), true
		}
		if i == len(steps)-1 || !v.IsKnown() || object.Field(name) == nil || object.Field(name).Object == nil {
			return v, v.IsKnown()
		}
		occurrences := object.Field(name).Occurrences(v)
		if len(occurrences) == 0 {
			return schema.Null(tftypes.String), true
		}
		object, value = object.Field(name).Object, occurrences[0].Value
	}
	return value, true
}
