package terratest

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"infrastructure-template/tests/terratest/harness"
)

// unused are the variables of an interface that a provider makes nothing of, and why nothing that is asked for is lost by
// that. What a provider cannot do is none of them: its limits.tf reads the variable and refuses.
var unused = []struct {
	variable string
	folders  []string // of modules/, or a pattern of them
	why      string
}{
	{"public_ssh", []string{"bastion/*", "firewall/*"}, "the interface's own validation of the rules reads it"},
	{"ssh_key_ids", []string{"bastion/aws", "bastion/azure", "bastion/gcp", "bastion/oci", "compute/aws", "compute/azure", "compute/gcp", "compute/oci"},
		"only Hetzner keeps each key once: here servers are given the keys themselves"},
	{"ssh_key_ids", []string{"bastion/heroku", "compute/heroku"}, "it names some of ssh_keys, which are refused"},
	{"region", []string{"dns/aws", "dns/cloudflare", "dns/gcp", "dns/heroku", "dns/hetzner", "dns/management"}, "a zone is in no region"},
	{"region", []string{"firewall/aws", "firewall/hetzner", "firewall/gcp", "firewall/heroku"}, "a firewall is where its network is, or in no region"},
	{"region", []string{"bastion/aws"}, "the provider's configuration reads it for all of a unit"},
	{"region", []string{"bastion/heroku", "storage/heroku"}, "all that asks for something is refused"},
	{"network_id", []string{"bastion/azure", "compute/azure"}, "the subnets' ids say which network they are in"},
	{"network_id", []string{"firewall/azure", "firewall/hetzner"}, "a firewall is attached to servers, whatever network they are in"},
	{"route_table_id", []string{"network/gcp", "network/hetzner"}, "a network has no route tables: routes are its own"},
	{"route_table_id", []string{"network/heroku"}, "routes and subnets, which a route table is for, are refused"},
	{"cidr", []string{"network/gcp"}, "a network has no range of its own, only its subnets have"},
	{"nat", []string{"network/heroku"}, "dynos reach the internet without any, in a space from its outbound addresses"},
	{"ip_forwarding", []string{"compute/hetzner"}, "Hetzner has no switch for it: every server may forward"},
	{"public_addresses", []string{"compute/heroku"}, "dynos have no addresses of their own, public or not: the router has them"},
	{"firewall_ids", []string{"compute/heroku"}, "the ruleset of a space covers all that is in it; outside one firewall/heroku refuses rules"},
	{"challenge", []string{"certificates/cloudflare"}, "Cloudflare signs for its own zones, and asks for no proof"},
	{"deletion_protection", []string{"dns/management"}, "a zone is part of the servers' configuration, which Terraform cannot delete"},
	{"deletion_protection", []string{"bastion/heroku", "dns/heroku", "storage/heroku"}, "there is nothing to delete: all that asks for something is refused"},
	{"image", []string{"bastion/heroku"}, "each bastion is refused, by its ssh_keys"},
	{"network_cidr", []string{"bastion/heroku"}, "each bastion is refused, by its ssh_keys"},
	{"network_id", []string{"bastion/heroku"}, "each bastion is refused, by its ssh_keys"},
	{"size", []string{"bastion/heroku"}, "each bastion is refused, by its ssh_keys"},
	{"ssh_cidrs", []string{"bastion/heroku"}, "each bastion is refused, by its ssh_keys"},
	{"subnet_ids", []string{"bastion/heroku"}, "each bastion is refused, by its ssh_keys"},
	{"records", []string{"dns/heroku"}, "each zone is refused"},
	{"zone_id", []string{"dns/heroku"}, "each zone is refused"},
	{"server_ids", []string{"storage/heroku"}, "the volumes that would be attached are refused"},
	{"zones", []string{"storage/heroku"}, "the volumes that would be in them are refused"},
}

// A variable of an interface that a provider ignores is a request that is lost in silence.
func TestProvidersUseTheVariablesOfTheirInterface(t *testing.T) {
	excused := map[string]bool{}
	for _, one := range unused {
		for _, pattern := range one.folders {
			for _, folder := range foldersOf(t, "modules", pattern) {
				excused[fmt.Sprintf("modules/%s: %s", folder, one.variable)] = true
			}
		}
	}
	for _, folder := range providerFolders(t) {
		for _, name := range unusedIn(t, filepath.Join("modules", folder), "variables.tf") {
			one := fmt.Sprintf("modules/%s: %s", folder, name)
			assert.True(t, excused[one], "%s is used nowhere: use it, refuse it in limits.tf, or say in unused_test.go why it asks for nothing", one)
			delete(excused, one)
		}
	}
	assert.Empty(t, keys(excused), "excused in unused_test.go, and used or gone all the same")
}

// Modules of services and stacks use what they declare themselves: clouds.tf and context.tf are the same for all.
func TestVariablesOfServicesAndStacksAreUsed(t *testing.T) {
	for _, folder := range serviceFolders(t) {
		assert.Empty(t, unusedIn(t, filepath.Join("modules", folder), "variables*.tf"), "modules/%s makes nothing of them", folder)
	}
	for _, stack := range stackFolders(t) {
		shared := append(keys(declarations(t, "variable", "modules", "clouds.tf")), keys(declarations(t, "variable", "stacks", "context.tf"))...)
		ignored := slices.DeleteFunc(unusedIn(t, filepath.Join("stacks", stack), "*.tf"), func(name string) bool { return slices.Contains(shared, name) })
		assert.Empty(t, ignored, "stacks/%s makes nothing of them", stack)
	}
}

// unusedIn are the variables, declared in these files of a folder, that nothing in it hangs on.
func unusedIn(t *testing.T, folder, declaring string) []string {
	t.Helper()
	files, err := filepath.Glob(harness.In(folder, "*.tf"))
	require.NoError(t, err)
	all := uses{}
	for _, file := range files {
		parsed, problems := hclparse.NewParser().ParseHCLFile(file)
		require.False(t, problems.HasErrors(), "%v", problems)
		all.read(parsed.Body.(*hclsyntax.Body))
	}
	reached := all.reached()
	return slices.DeleteFunc(keys(declarations(t, "variable", folder, declaring)), func(name string) bool { return reached["var."+name] })
}

// uses is what refers to what: by the local value that it is in, or "" where it counts, to "var.servers", "local.zones".
type uses map[string]map[string]bool

// read adds what a file has. What the validations of variables read is checked, and not used for anything.
func (u uses) read(file *hclsyntax.Body) {
	for _, block := range file.Blocks {
		switch block.Type {
		case "variable":
		case "locals":
			for name, attribute := range block.Body.Attributes {
				u.add("local."+name, attribute.Expr)
			}
		default:
			u.add("", block.Body)
		}
	}
}

func (u uses) add(by string, node hclsyntax.Node) {
	if u[by] == nil {
		u[by] = map[string]bool{}
	}
	hclsyntax.VisitAll(node, func(node hclsyntax.Node) hcl.Diagnostics {
		if expression, is := node.(*hclsyntax.ScopeTraversalExpr); is && len(expression.Traversal) > 1 {
			if step, is := expression.Traversal[1].(hcl.TraverseAttr); is {
				u[by][expression.Traversal.RootName()+"."+step.Name] = true
			}
		}
		return nil
	})
}

// reached is what resources, modules and outputs refer to, by local values or without.
func (u uses) reached() map[string]bool {
	reached := map[string]bool{}
	var follow func(string)
	follow = func(by string) {
		for one := range u[by] {
			if !reached[one] {
				reached[one] = true
				follow(one)
			}
		}
	}
	follow("")
	return reached
}

// A variable that only an unused local value or a validation reads is not used.
func TestUnusedVariablesAreSeen(t *testing.T) {
	parsed, problems := hclparse.NewParser().ParseHCL([]byte(`
		variable "checked" {
			validation {
				condition = var.checked != var.other
			}
		}
		locals {
			lost  = var.lost
			inner = var.inner
			outer = [for one in local.inner : one]
		}
		output "it" {
			value = "${local.outer[0]} ${var.direct.field}"
		}
	`), "it.tf")
	require.False(t, problems.HasErrors(), "%v", problems)
	all := uses{}
	all.read(parsed.Body.(*hclsyntax.Body))
	assert.Equal(t, []string{"local.inner", "local.outer", "var.direct", "var.inner"}, keys(all.reached()))
}
