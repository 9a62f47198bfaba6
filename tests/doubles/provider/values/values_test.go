package values

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"infrastructure-template/tests/doubles/provider/rule"
	"infrastructure-template/tests/doubles/provider/schema"
)

// thing gives an object of computed strings, and of what else the text says.
func thing(t *testing.T, attributes string, names ...string) *schema.Object {
	t.Helper()
	for _, name := range names {
		attributes += fmt.Sprintf(`, %q: {"type": "string", "computed": true}`, name)
	}
	p, err := schema.Read([]byte(`{"provider_schemas": {"r/n/x": {"resource_schemas": {"x_big_thing": {"version": 0, "block": {"attributes": {` +
		strings.TrimPrefix(attributes, ", ") + `}}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return p.Resources["x_big_thing"]
}

// made makes up everything but what is given, by the values of the rules.
func made(t *testing.T, object *schema.Object, rules, given string) (map[string]any, error) {
	t.Helper()
	own, err := rule.Read([]byte(`{"x_big_thing": {"source": ["here"], "values": {` + rules + `}}}`))
	if err != nil {
		t.Fatal(err)
	}
	known, err := schema.Decode([]byte(given), object.Type)
	if err != nil {
		t.Fatal(err)
	}
	members := schema.Members(object.AllUnknown())
	for name, v := range schema.Members(known) {
		if !v.IsNull() {
			members[name] = v
		}
	}
	config := map[string]tftypes.Value{"region": tftypes.NewValue(tftypes.String, "eu"), "none": schema.Null(tftypes.String)}
	v, err := Maker{Rules: own, Config: config}.Fill("x_big_thing", object, tftypes.NewValue(object.Type, members), "seed", map[string]bool{})
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(schema.Encode(v))
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	if !v.IsFullyKnown() {
		t.Errorf("something is not known: %s", v)
	}
	return out, nil
}

func TestANameSaysWhatItsValueLooksLike(t *testing.T) {
	patterns := map[string]string{
		"ip_address": "v4", "public_ip": "v4", "nat_ip": "v4", "ipv4_address": "v4", "address": "v4",
		"private_ip": "10", "network_ip": "10", "private_ip_address": "10",
		"ipv6_address": "v6", "ipv6": "v6",
		"ipv6_cidr_block": "cidr6", "ipv6_network": "cidr6", "cidr_block": "cidr", "ip_cidr_range": "cidr",
		"mac_address": `^02(:[0-9a-f]{2}){5}$`, "email": `@example\.net$`,
		"arn":  `^arn:aws:double:eu-central-1:123456789012:big_thing/[0-9a-f]{17}$`,
		"fqdn": `^big-thing-[0-9a-f]{8}\.example\.net$`, "dns_name": `\.example\.net$`, "name_server": `^ns-1\.example\.net$`,
		"self_link": `^https://big-thing\.example\.net/`, "default_endpoint": `^https://`,
		"created_at": `^2026-01-01T\d\d:\d\d:\d\dZ$`, "time_created": `^2026-`, "time_zone": `^time-zone-`,
		"certificate_pem": "^-----BEGIN CERTIFICATE-----\n", "private_key_pem": "^-----BEGIN PRIVATE KEY-----\n",
		"fingerprint": `^[0-9a-f]{32}$`, "id": `^big-thing-[0-9a-f]{12}$`, "vpc_id": `^vpc-[0-9a-f]{8}$`, "status": "^active$",
		"address_type": `^address-type-`, "description": `^description-[0-9a-f]{8}$`, "engine_version": "^1$",
	}
	var names []string
	for name := range patterns {
		names = append(names, name)
	}
	out, err := made(t, thing(t, "", names...), "", "{}")
	if err != nil {
		t.Fatal(err)
	}
	for name, pattern := range patterns {
		text := out[name].(string)
		address, addressErr := netip.ParseAddr(text)
		prefix, prefixErr := netip.ParsePrefix(text)
		var fits bool
		switch pattern {
		case "v4":
			fits = addressErr == nil && regexp.MustCompile(`^(192\.0\.2|198\.51\.100|203\.0\.113)\.`).MatchString(text)
		case "10":
			fits = addressErr == nil && address.Is4() && strings.HasPrefix(text, "10.")
		case "v6":
			fits = addressErr == nil && netip.MustParsePrefix("2001:db8::/32").Contains(address)
		case "cidr":
			fits = prefixErr == nil && prefix == prefix.Masked() && strings.HasPrefix(text, "10.")
		case "cidr6":
			fits = prefixErr == nil && prefix == prefix.Masked() && netip.MustParsePrefix("2001:db8::/32").Contains(prefix.Addr())
		default:
			fits = regexp.MustCompile(pattern).MatchString(text)
		}
		if !fits {
			t.Errorf("%s is %s", name, text)
		}
	}
}

func TestTemplates(t *testing.T) {
	object := thing(t, `, "list": {"type": ["list", "string"], "computed": true}, "number": {"type": "number", "computed": true},
		"tags": {"type": ["map", "string"], "optional": true}, "all": {"type": ["map", "string"], "optional": true, "computed": true}`,
		"a", "b", "id", "name")
	for _, test := range []struct{ rules, attribute, pattern string }{
		{`"a": "v-%x"`, "a", `^v-[0-9a-f]{17}$`},
		{`"a": "%4x-%3d-%10a-100%%"`, "a", `^[0-9a-f]{4}-[1-9][0-9]{2}-[a-z2-7]{10}-100%$`},
		{`"a": "ocid1.%t.oc1..%a"`, "a", `^ocid1\.big_thing\.oc1\.\.[a-z2-7]{60}$`},
		{`"a": "%u"`, "a", `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{`"a": "{name}/{provider.region}"`, "a", `^web/eu$`},
		{`"a": "x{provider.none}"`, "a", `^x$`},
		{`"a": "{provider.none}"`, "a", `^a-[0-9a-f]{8}$`},
		{`"a": "<{b}>", "b": "<{id}>", "id": "1"`, "a", `^<<1>>$`},
		{`"a": "{b}", "b": "{a}"`, "a", `^a-[0-9a-f]{8}$`},
		{`"all": "{tags}"`, "all", `^map\[k:v\]$`},
		{`"number": 7`, "number", `^7$`},
		{`"number": "{name}"`, "number", `^error value of number: web is no tftypes.Number$`},
		{`"list": ["{name}-a", "b"]`, "list", `^\[web-a b\]$`},
		{`"list": "x"`, "list", `^error value of list`},
		{`"a": null`, "a", `^<nil>$`},
	} {
		out, err := made(t, object, test.rules, `{"name": "web", "tags": {"k": "v"}}`)
		got := fmt.Sprint(out[test.attribute])
		if err != nil {
			got = "error " + err.Error()
		}
		if !regexp.MustCompile(test.pattern).MatchString(got) {
			t.Errorf("%s: %s is %s", test.rules, test.attribute, got)
		}
	}
	if found := References([]any{"{a}-{b.c}-{provider.x}", map[string]any{"k": "{d}"}, 1}); fmt.Sprint(found) != "[a b.c d]" {
		t.Errorf("references are %v", found)
	}
}

func TestTypesOfEverySortAreMadeUp(t *testing.T) {
	object := thing(t, `, "flags": {"type": ["set", "bool"], "computed": true}, "numbers": {"type": ["set", "number"], "computed": true},
		"any": {"type": "dynamic", "computed": true}, "pair": {"type": ["tuple", ["string", "bool"]], "computed": true},
		"deep": {"type": ["map", ["list", ["object", {"ip": "string"}]]], "computed": true},
		"spare": {"type": ["list", "string"], "optional": true, "computed": true}`)
	out, err := made(t, object, "", "{}")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(out["flags"], out["spare"]); got != "[false] []" {
		t.Errorf("flags and spare are %s", got)
	}
	numbers := out["numbers"].([]any)
	if len(numbers) != 2 || numbers[0] == numbers[1] {
		t.Errorf("numbers are %v", numbers)
	}
	if got := fmt.Sprint(out["deep"]); !regexp.MustCompile(`^map\[key-1:\[map\[ip:[0-9.]+\]\]\]$`).MatchString(got) {
		t.Errorf("deep is %s", got)
	}
	if pair := out["pair"].([]any); len(pair) != 2 || pair[1] != false {
		t.Errorf("pair is %v", pair)
	}
}
