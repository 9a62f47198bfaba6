package server

import (
	"fmt"
	"net/netip"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"infrastructure-template/tests/doubles/provider/schema"
)

const full = `{
	"name": "web", "image": "debian", "size": "small", "tags": {"a": "b"}, "password_wo": "canary", "limits": {},
	"disk": [{"size": 1}, {"size": 2, "label": "mine", "key_wo": "canary"}],
	"rule": [{"port": 22}, {"port": 80}],
	"meta": {"owner": "me"}, "records": [{"name": "www"}], "members": [{"name": "one"}, {"name": "two"}],
	"entries": {"x": {"value": "1"}}
}`

func TestComputedValuesAreUnknownInThePlanOfANewResource(t *testing.T) {
	e := newExample(t)
	planned, err := e.plan("example_server", state{}, full).PlannedState.Unmarshal(e.schema.Resources["example_server"].Type)
	if err != nil {
		t.Fatal(err)
	}
	members := schema.Members(planned)
	for _, name := range []string{"id", "address", "host_names", "links", "password", "private_ip", "tags_all", "zones", "report"} {
		if members[name].IsKnown() {
			t.Errorf("%s is known: %s", name, members[name])
		}
	}
	for _, name := range []string{"old", "extra"} {
		if !members[name].IsNull() {
			t.Errorf("%s is not configured, and yet %s", name, members[name])
		}
	}
	if !members["password_wo"].IsNull() || !schema.Members(schema.Elements(members["disk"])[1])["key_wo"].IsNull() {
		t.Error("a write-only value is in the plan")
	}
	for block, attribute := range map[string]string{"disk": "disk_id", "rule": "rule_id", "records": "fqdn", "members": "uid"} {
		for _, element := range schema.Elements(members[block]) {
			if schema.Members(element)[attribute].IsKnown() {
				t.Errorf("%s of a %s is known", attribute, block)
			}
		}
	}
	if schema.Members(members["meta"])["etag"].IsKnown() || schema.Members(members["limits"])["used"].IsKnown() {
		t.Error("what is computed inside meta and limits is known")
	}
	if _, err := os.Stat(os.Getenv("DOUBLE_STORE")); !os.IsNotExist(err) {
		t.Errorf("a plan wrote to the store: %v", err)
	}
}

func TestMadeUpValuesLookLikeTheRealOnes(t *testing.T) {
	e := newExample(t)
	made := e.get("example_server", e.apply("example_server", state{}, full).value)
	for path, pattern := range map[string]string{
		"id":          `^srv-[0-9a-f]{8}$`,
		"address":     `^(192\.0\.2|198\.51\.100|203\.0\.113)\.`,
		"private_ip":  `^10\.`,
		"region":      `^eu-1$`,
		"url":         `^https://eu-1\.example\.net/web/srv-[0-9a-f]{8}$`,
		"password":    `^password-[0-9a-f]{8}$`,
		"host_names":  `^\[host-names-[0-9a-f]{8} host-names-[0-9a-f]{8}\]$`,
		"zones":       `^\[\]$`,
		"tags_all":    `^map\[a:b\]$`,
		"enabled":     `^false$`,
		"password_wo": `^<nil>$`,
		"ranks":       `^map\[key-1:[0-9.]+ key-2:[0-9.]+\]$`,
	} {
		if text := fmt.Sprint(made[path]); !regexp.MustCompile(pattern).MatchString(text) {
			t.Errorf("%s is %s", path, text)
		}
	}
	for _, path := range []string{"address", "private_ip", "ipv6_address"} {
		if _, err := netip.ParseAddr(made[path].(string)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if !strings.HasPrefix(made["ipv6_address"].(string), "2001:db8:") {
		t.Errorf("ipv6_address is %s", made["ipv6_address"])
	}
	if servers := fmt.Sprint(made["name_servers"]); servers != "[ns-1.example.net ns-2.example.net]" {
		t.Errorf("name servers are %s", servers)
	}
	if links := made["links"].([]any); len(links) != 1 || !strings.HasPrefix(links[0].(map[string]any)["href"].(string), "https://") {
		t.Errorf("links are %v", links)
	}
	if report := made["report"].([]any); len(report) != 1 || report[0].(map[string]any)["state"] != "active" {
		t.Errorf("report is %v", report)
	}
	disks := made["disk"].([]any)
	if !regexp.MustCompile(`^disk-[1-9][0-9]{7}$`).MatchString(disks[0].(map[string]any)["disk_id"].(string)) ||
		disks[0].(map[string]any)["disk_id"] == disks[1].(map[string]any)["disk_id"] || disks[1].(map[string]any)["label"] != "mine" {
		t.Errorf("disks are %v", disks)
	}
}

func TestMadeUpValuesAreTheSameInEveryRunButNotForTwoResources(t *testing.T) {
	var runs []map[string]any
	for range 2 {
		e := newExample(t)
		first := e.get("example_server", e.apply("example_server", state{}, full).value)
		second := e.get("example_server", e.apply("example_server", state{}, full).value)
		for _, name := range []string{"id", "address", "private_ip", "ipv6_address"} {
			if first[name] == second[name] {
				t.Errorf("two servers have the %s %v", name, first[name])
			}
		}
		runs = append(runs, first, second)
	}
	if !reflect.DeepEqual(runs[:2], runs[2:]) {
		t.Errorf("two runs differ:\n%v\n%v", runs[:2], runs[2:])
	}
}

func TestASecretLeavesNoTraceInWhatIsMadeUp(t *testing.T) {
	var ids []any
	for _, secret := range []string{"one", "two"} {
		e := newExample(t)
		made := e.apply("example_server", state{}, `{"name": "web", "limits": {}, "password": "`+secret+`"}`)
		ids = append(ids, e.get("example_server", made.value)["id"])
	}
	if ids[0] != ids[1] {
		t.Errorf("the id depends on a secret: %v", ids)
	}
}

func TestManyServersHaveDifferentAddresses(t *testing.T) {
	e := newExample(t)
	seen := map[any]bool{}
	for range 120 {
		address := e.get("example_server", e.apply("example_server", state{}, `{"name": "web", "limits": {}}`).value)["address"]
		if seen[address] {
			t.Fatalf("%v is taken twice", address)
		}
		seen[address] = true
	}
}

func TestASecondPlanIsEmpty(t *testing.T) {
	e := newExample(t)
	made := e.apply("example_server", state{}, full)
	e.same("example_server", made, full)
	e.same("example_server", e.read("example_server", made), full)
}

func TestAnUpdateKeepsWhatIsKnown(t *testing.T) {
	e := newExample(t)
	made := e.apply("example_server", state{}, full)
	changed := strings.NewReplacer(`"small"`, `"large"`, `{"port": 22}, {"port": 80}`, `{"port": 22}, {"port": 443}`,
		`{"a": "b"}`, `{"c": "d"}`, `{"size": 1}`, `{"size": 3}`, `{"name": "two"}`, `{"name": "three"}`).Replace(full)
	planned := e.plan("example_server", made, changed)
	updated := e.apply("example_server", made, changed)
	was, is := e.get("example_server", made.value), e.get("example_server", updated.value)
	for _, name := range []string{"id", "address", "private_ip", "password", "url", "meta", "records"} {
		if !reflect.DeepEqual(was[name], is[name]) {
			t.Errorf("%s was %v and is %v", name, was[name], is[name])
		}
	}
	if is["size"] != "large" || fmt.Sprint(is["tags_all"]) != "map[c:d]" {
		t.Errorf("size %v, tags_all %v", is["size"], is["tags_all"])
	}
	ids := map[any]any{}
	for _, rule := range append(was["rule"].([]any), is["rule"].([]any)...) {
		port, id := rule.(map[string]any)["port"], rule.(map[string]any)["rule_id"]
		if ids[port] != nil && ids[port] != id {
			t.Errorf("the rule for %v was %v and is %v", port, ids[port], id)
		}
		ids[port] = id
	}
	if len(ids) != 3 {
		t.Errorf("rules are %v", ids)
	}
	if x, y := was["disk"].([]any)[0].(map[string]any), is["disk"].([]any)[0].(map[string]any); x["disk_id"] != y["disk_id"] || y["size"] != 3.0 {
		t.Errorf("the first disk was %v and is %v", x, y)
	}
	if len(planned.RequiresReplace) != 1 || planned.RequiresReplace[0].String() != `AttributeName("rule")` {
		t.Errorf("replaced for %v", planned.RequiresReplace)
	}
	e.same("example_server", updated, changed)
}

func TestReplacement(t *testing.T) {
	e := newExample(t)
	made := e.apply("example_server", state{}, full)
	for _, test := range []struct{ from, to, because string }{
		{`"debian"`, `"ubuntu"`, `AttributeName("image")`},
		{`{"size": 1}`, `{"size": 1, "kind": "ssd"}`, `AttributeName("disk")`},
		{`{"port": 22}, `, ``, `AttributeName("rule")`},
		{`"debian"`, `"UNKNOWN"`, `AttributeName("image")`},
		{`{"size": 1}`, `{"size": 5}`, ``},
	} {
		var because []string
		for _, path := range e.plan("example_server", made, strings.Replace(full, test.from, test.to, 1)).RequiresReplace {
			because = append(because, path.String())
		}
		if got := strings.Join(because, " "); got != test.because {
			t.Errorf("%s to %s: replaced for %q, not %q", test.from, test.to, got, test.because)
		}
	}
}

func TestDelete(t *testing.T) {
	e := newExample(t)
	made := e.apply("example_server", state{}, full)
	gone := e.apply("example_server", made, "null")
	if isNull, err := gone.value.IsNull(); err != nil || !isNull {
		t.Errorf("something is left: %v", err)
	}
	data, err := e.store.Read()
	if err != nil || len(data.Resources["example_server"])+len(data.Written["example_server"]) != 0 {
		t.Errorf("something is left in the store: %v %v %v", data.Resources, data.Written, err)
	}
	if again := e.get("example_server", e.apply("example_server", state{}, full).value); again["id"] == e.get("example_server", made.value)["id"] {
		t.Error("a new server has the id of one that is gone")
	}
}

func TestSeveralCreationsAtOnce(t *testing.T) {
	e := newExample(t)
	done := make(chan string, 8)
	object := e.schema.Resources["example_note"]
	config := e.dynamic(object, `{"name": "n"}`)
	for range cap(done) {
		go func() {
			out, err := e.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
				TypeName: "example_note", PriorState: e.dynamic(object, "null"), PlannedState: config, Config: config,
			})
			if err != nil || len(out.Diagnostics) > 0 {
				t.Error(err, spelt(out.Diagnostics))
			}
			done <- string(out.Private)
		}()
	}
	keys := map[string]bool{}
	for range cap(done) {
		keys[<-done] = true
	}
	if data, err := e.store.Read(); err != nil || len(keys) != cap(done) || len(data.Resources["example_note"]) != cap(done) {
		t.Errorf("%d keys, %v, %v", len(keys), data.Resources, err)
	}
}

func TestUpgradeReadsAnOlderState(t *testing.T) {
	e := newExample(t)
	upgrade := func(text string) *tfprotov6.UpgradeResourceStateResponse {
		out, err := e.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{
			TypeName: "example_note", Version: 0, RawState: &tfprotov6.RawState{JSON: []byte(text)},
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	out := upgrade(`{"name": "n", "dropped": [1]}`)
	e.fine(nil, out.Diagnostics)
	if got := e.get("example_note", out.UpgradedState); got["name"] != "n" {
		t.Errorf("it is %v", got)
	}
	says(t, upgrade(`{"name": ["n"]}`).Diagnostics, tfprotov6.DiagnosticSeverityError, "name")
}
