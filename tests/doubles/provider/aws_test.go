package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const network = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.25"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "a" }
}

resource "aws_subnet" "this" {
  count      = 2
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
}

resource "aws_instance" "this" {
  count         = 2
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  subnet_id     = aws_subnet.this[count.index].id

  metadata_options {
    http_tokens = "required"
  }
}

output "vpc" {
  value = aws_vpc.this
}
`

func TestTerraformMakesANetworkOfARealProvidersSchema(t *testing.T) {
	u := newUnit(t, map[string]string{"hashicorp/aws": "6.25.0"})
	u.configure(network)
	u.ends(0, "successfully initialized", "init", "-input=false")
	u.ends(0, "Plan: 5 to add, 0 to change, 0 to destroy", "plan", "-input=false")
	u.ends(0, "5 added, 0 changed, 0 destroyed", "apply", "-input=false", "-auto-approve")
	u.ends(0, "No changes", "plan", "-input=false", "-detailed-exitcode")
	var id string
	for key, vpc := range u.store("aws")["aws_vpc"] {
		if id = key; vpc["id"] != key || vpc["region"] != "eu-central-1" || vpc["tags_all"].(map[string]any)["Name"] != "a" {
			t.Errorf("the VPC is %v", vpc)
		}
	}
	u.ends(0, "Removed", "state", "rm", "aws_vpc.this")
	u.ends(0, "Import successful", "import", "-input=false", "aws_vpc.this", id)
	u.ends(0, "No changes", "plan", "-input=false", "-detailed-exitcode")
	u.configure(strings.Replace(network, "10.0.0.0/16", "10.8.0.0/16", 1))
	u.ends(0, "aws_vpc.this must be replaced", "plan", "-input=false")
	u.configure(strings.Replace(network, `= "required"`, `= "sometimes"`, 1))
	u.ends(1, `"optional" "required"`, "validate")
	u.configure(network)
	u.ends(0, "5 destroyed", "destroy", "-input=false", "-auto-approve")
}

// A unit of six clouds has six of these at once beside Terraform itself.
func TestItTakesLittleMemory(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all(t, os.DirFS("../schemas")) {
		program := filepath.Join(t.TempDir(), "terraform-provider-"+strings.TrimSuffix(name, ".json")+"_v1.0.0")
		if err := os.Symlink(self, program); err != nil {
			t.Fatal(err)
		}
		command := exec.Command(program)
		command.Env = append(os.Environ(), "PLUGIN_PROTOCOL_VERSIONS=6",
			"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		status, statusErr := os.ReadFile("/proc/" + strconv.Itoa(command.Process.Pid) + "/status")
		command.Process.Kill() //nolint:errcheck // it may have ended
		command.Wait()         //nolint:errcheck // as it was told to
		if err != nil || !strings.HasPrefix(line, "1|6|unix|") {
			t.Fatalf("%s says %q: %v", name, line, err)
		}
		if statusErr != nil {
			t.Skip("no /proc: ", statusErr)
		}
		peak := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
		if kilobytes, err := strconv.Atoi(string(peak[1])); err != nil || kilobytes > 60_000 {
			t.Errorf("%s takes %d kB: %v", name, kilobytes, err)
		}
	}
}
