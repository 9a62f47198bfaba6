# tflint's own rules for Terraform, all of them but one.

plugin "terraform" {
  enabled = true
  preset  = "all"
}

# A kind's interface is one file for all its providers: none uses all of it. That nothing is ignored silently is what
# limits.tf and tests/terratest/unused_test.go are for.
rule "terraform_unused_declarations" {
  enabled = false
}

# What modules share is in files that they link (context.tf, clouds.tf, capabilities.tf), variables and outputs too.
rule "terraform_standard_module_structure" {
  enabled = false
}
