# lint.mk: the linters, a suite each over the files it knows.
#
# Provides: the suites lint-*.
# Needs:    included by test.mk, for its suite; packages.lint.

shell_files := .ci/run tests/doubles/op $(wildcard mk/bin/* tests/bats/* tests/model/check) $(filter-out %.md,$(wildcard tests/e2e/*)) $(filter-out %.c %.md,$(wildcard tests/bench/*))
yaml_files := $(wildcard .yamllint.yml .checkov.yml .gitlab-ci.yml .github/workflows/*.yml inventory/*.yml inventory/envs/*.yml stacks/*/stack.yml)
terraform_folders := $(sort $(dir $(wildcard stacks/*.tf stacks/*/*.tf modules/*.tf modules/*/*.tf modules/*/*/*.tf)))
tflint_folders := $(filter-out %/providers/ stacks/ modules/,$(filter-out modules/providers/%,$(sort $(dir $(wildcard stacks/*/main.tf modules/*/*/main.tf)))))
go_modules := tests/contention tests/doubles tests/terratest mk/go/capabilities
man_pages := $(wildcard tools/*/*.1)

shellcheck := shellcheck -x
yamllint := yamllint -s
fmt_check := $(TF_PROGRAM) fmt -check -diff
go_lint := mk/bin/go-lint
mandoc := mandoc -T lint -W warning
cppcheck := cppcheck -q --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 -Itools/lib
warnings := $(c_compile) -Werror $(subst ',,$(c_version)) -fsyntax-only

tflint := $(RESULTS)/bin/tflint --config=$(CURDIR)/.tflint.hcl --call-module-type=none --chdir
checkov = $(RESULTS)/bin/checkov --config-file .checkov.yml -d

$(RESULTS)/bin/tflint: mk/go/tflint/go.mod mk/go/tflint/go.sum
$(RESULTS)/bin/checkov: mk/python/checkov.txt $(call packages,lint)
$(RESULTS)/bin/tflint $(RESULTS)/bin/checkov:
	$(call run,TOOL,$(@F),CACHE='$(CACHE)' mk/bin/get-linter $(@F) $(abspath $@))

# $(call linter,NAME,COMMAND,FILES,OTHER PREREQUISITES)
linter = $(eval $(call suite,lint-$1,lint,$(call packages,lint) $3 $4,mk/bin/lint '$($2)' $3))
$(call linter,shell,shellcheck,$(shell_files),.shellcheckrc)
$(call linter,yaml,yamllint,$(yaml_files),.yamllint.yml)
$(call linter,terraform,fmt_check,$(terraform_folders),$(TOOLCHAIN)/terraform $(wildcard $(terraform_folders:%=%*)))
$(call linter,go,go_lint,$(go_modules),$(wildcard $(foreach m,$(go_modules),$m/go.* $m/*.go $m/*/*.go $m/*/*/*.go)))
$(call linter,man,mandoc,$(man_pages))
$(call linter,c,cppcheck,$(c_files),$(c_headers))
$(call linter,warnings,warnings,$(c_files),$(c_headers) $(call packages,build))
$(call linter,tflint,tflint,$(tflint_folders),.tflint.hcl $(RESULTS)/bin/tflint $(wildcard $(tflint_folders:%=%*)))
$(call linter,checkov,checkov,modules,.checkov.yml $(RESULTS)/bin/checkov $(product))
