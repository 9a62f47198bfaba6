package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const example = `terraform {
  required_providers {
    example = {
      source  = "example/example"
      version = "~> 1.2"
    }
  }
}

provider "example" {
  region = "eu-1"
}

data "example_zones" "all" {
  region = "eu-1"
}

variable "key" {
  type      = string
  default   = "canary"
  ephemeral = true
}

resource "example_note" "first" {
  name = "first"
}

resource "example_server" "this" {
  count       = 2
  name        = "web-${count.index}"
  image       = "debian"
  size        = "small"
  zones       = data.example_zones.all.zones[*].name
  extra       = { a = [1, true, "x"] }
  password_wo = "canary"
  tags        = { of = example_note.first.name }
  meta        = { owner = "me" }
  records     = [{ name = "www" }]
  members     = [{ name = "one" }, { name = "two" }]
  entries     = { x = { value = "1" } }

  disk {
    size = 1
  }
  disk {
    size   = 2
    label  = "mine"
    key_wo = var.key
  }
  rule {
    port = 22
  }
  rule {
    port = 80
  }
}

# Nothing set but what must be: all the rest is the provider's.
resource "example_server" "bare" {
  name = example_server.this[0].id

  dynamic "rule" {
    for_each = example_server.this[*].address
    content {
      port = length(rule.value)
    }
  }
}

output "addresses" {
  value = example_server.this[*].address
}
`

func TestTerraformAgreesWithTheDouble(t *testing.T) {
	u := newUnit(t, map[string]string{"example/example": "1.2.3"})
	u.configure(example)
	u.ends(0, "successfully initialized", "init", "-input=false")
	u.ends(0, "Plan: 4 to add, 0 to change, 0 to destroy", "plan", "-input=false")
	if _, err := os.Stat(filepath.Join(u.folder, ".double")); !os.IsNotExist(err) {
		t.Errorf("a plan wrote to the store: %v", err)
	}
	u.ends(0, "4 added, 0 changed, 0 destroyed", "apply", "-input=false", "-auto-approve")
	u.ends(0, "No changes", "plan", "-input=false", "-detailed-exitcode")

	servers := u.store("example")["example_server"]
	if len(servers) != 3 {
		t.Fatalf("there are %v", servers)
	}
	var id string
	for key, server := range servers {
		if server["name"] == "web-0" {
			id = key
		}
	}
	state, err := os.ReadFile(filepath.Join(u.folder, "terraform.tfstate"))
	if err != nil || strings.Contains(string(state), "canary") {
		t.Errorf("a write-only value is in the state, or there is none: %v", err)
	}

	// Taken out of the state and brought back, it is the same.
	u.ends(0, "Removed", "state", "rm", "example_server.this[0]")
	u.ends(1, "non-existent remote object", "import", "-input=false", "example_server.this[0]", "srv-none")
	u.ends(0, "Import successful", "import", "-input=false", "example_server.this[0]", id)
	u.ends(0, "No changes", "plan", "-input=false", "-detailed-exitcode")

	// Changes in place; what forces a new one; what somebody changed or deleted behind Terraform's back.
	u.configure(strings.NewReplacer(`"small"`, `"large"`, "port = 80", "port = 443", "size = 1", "size = 4", `"two"`, `"three"`, `"1"`, `"2"`).Replace(example))
	u.ends(0, "must be replaced", "plan", "-input=false")
	u.configure(strings.NewReplacer(`"small"`, `"large"`, "size = 1", "size = 4", `"two"`, `"three"`, `"1"`, `"2"`).Replace(example))
	u.ends(0, "0 added, 2 changed, 0 destroyed", "apply", "-input=false", "-auto-approve")
	u.ends(0, "No changes", "plan", "-input=false", "-detailed-exitcode")
	u.edit("example", `"large"`, `"huge"`)
	u.ends(2, `"huge" -> "large"`, "plan", "-input=false", "-detailed-exitcode")
	u.edit("example", `"example_note"`, `"example_none"`)
	u.ends(2, "1 to add, 2 to change, 0 to destroy", "plan", "-input=false", "-detailed-exitcode")

	u.ends(0, "3 destroyed", "destroy", "-input=false", "-auto-approve")
	if servers := u.store("example")["example_server"]; len(servers) != 0 {
		t.Errorf("left: %v", servers)
	}
}

func TestTerraformRefusesMistakes(t *testing.T) {
	u := newUnit(t, map[string]string{"example/example": "1.2.3"})
	header, _, _ := strings.Cut(example, `data "example_zones"`)
	u.configure(header)
	u.ends(0, "successfully initialized", "init", "-input=false")
	for _, test := range []struct {
		arguments string
		code      int
		says      string
	}{
		{`name = "n"`, 0, "Success! The configuration is valid."},
		{``, 1, `The argument "name" is required`},
		{`name = null`, 1, `The argument "name" is required`},
		{"name = \"n\"\n nam = 1", 1, `An argument named "nam" is not expected here`},
		{"name = \"n\"\n tags = [1]", 1, "map of string required"},
		{"name = \"n\"\n id = \"x\"", 1, "Can't configure a value for \"id\""},
		{"name = \"n\"\n disk {}", 1, `The argument "size" is required`},
		{"name = \"n\"\n disk {\n size = 1\n disk_id = \"x\"\n }", 1, `Can't configure a value for "disk_id"`},
		{"name = \"n\"\n meta = { etag = \"x\" }", 1, `Can't configure a value for "etag"`},
		{"name = \"n\"\n report = []", 1, `Can't configure a value for "report"`},
		{"name = \"n\"\n " + strings.Repeat("disk {\n size = 1\n }\n", 4), 1, "No more than 3 \"disk\" blocks are allowed"},
		{"name = \"n\"\n image = \"x\"\n option {\n mode = \"y\"\n }", 1, "cannot be set together"},
		{"name = \"n\"\n old = \"x\"", 0, "Argument is deprecated"},
		{"name = \"n\"\n label \"a\" {\n value = \"x\"\n }", 0, "Argument is deprecated"},
	} {
		u.configure(header + "resource \"example_server\" \"this\" {\n" + test.arguments + "\n}\n")
		if test.code == 0 {
			u.ends(0, test.says, "validate")
			continue
		}
		u.ends(test.code, test.says, "validate")
	}
	u.configure(header + "resource \"example_note\" \"n\" {\n name = \"n\"\n}\noutput \"x\" {\n value = example_note.n.none\n}\n")
	u.ends(1, `exported attribute named "none"`, "validate")
}
