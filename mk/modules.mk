# modules.mk: the tests of Terraform modules and stacks, a suite each, and what is made from the modules' declarations.
#
# Provides: the suites of test-modules; capabilities, which writes modules/CAPABILITIES.md.
# Needs:    included by test.mk, for its suite; providers.mk.
#
# Hetzner's modules run with the real provider against a cloud in memory, all others on schema doubles, or with
# PROVIDERS=registry on the real providers, which then need their accounts.

# An API that a double serves: <name>-api of tests/doubles/<name>.
api_sources = $(wildcard tests/doubles/go.* tests/doubles/life/*.go tests/doubles/$1/*.go)
$(hetzner_api): $(call api_sources,hetzner)
$(vault_api): $(call api_sources,vault)
$(forge_api): $(call api_sources,forge)
$(s3_api): $(call api_sources,s3) $(call api_sources,wire)
$(consul_api): $(call api_sources,consul) $(call api_sources,wire)
$(hetzner_api) $(vault_api) $(forge_api) $(s3_api) $(consul_api): $(RESULTS)/%-api:
	$(call run,GO,$(@F),mkdir -p $(@D); cd tests/doubles; \
	  go build -buildvcs=false -o $(abspath $@.new) ./$*; mv $(abspath $@.new) $(abspath $@))

# Contenders for a lock, and the checker of what they write down.
contention_sources := $(wildcard tests/contention/go.* tests/contention/*.go tests/contention/*/*.go)
$(contention): $(contention_sources)
	$(call run,GO,contention,mkdir -p $(@D); cd tests/contention; \
	  go build -buildvcs=false -o $(abspath $@.new) .; mv $(abspath $@.new) $(abspath $@))
$(eval $(call suite,history,unit,$(contention_sources) mk/bin/go-test,mk/bin/go-test tests/contention))

tested_on := $(foreach p,$(providers),$p=$(TOOLCHAIN)/$(if $(or $(provider.$p.module),$(filter registry,$(PROVIDERS))),provider,double)-$p)
$(eval $(call record,$(RESULTS)/tested-on,tested_on))
$(RESULTS)/terraform.rc: $(RESULTS)/tested-on $(foreach t,$(tested_on),$(lastword $(subst =, ,$t)))
	mk/bin/terraformrc $(tested_on) >$@.new; mv $@.new $@

module_tests := $(RESULTS)/terratest
$(module_tests): $(wildcard $(patsubst %,tests/terratest/%,go.* *.go */*.go))
	$(call run,GO,terratest,mkdir -p $(@D); cd tests/terratest; go test -c -buildvcs=false -o $(abspath $@.new) .; mv $(abspath $@.new) $(abspath $@))

# Each leaves the types of its outputs in $(types), for the comparison at the end.
types := $(RESULTS)/types
module_folders := $(patsubst modules/%/outputs.tf,%,$(wildcard modules/*/*/outputs.tf))
stack_folders := $(patsubst stacks/%/stack.yml,%,$(wildcard stacks/*/stack.yml))
needs.modules := $(module_tests) $(TOOLCHAIN)/terraform $(RESULTS)/terraform.rc $(call packages,test) mk/bin/go-run-test
run_test = $(test_environment) TF_CLI_CONFIG_FILE='$(abspath $(RESULTS)/terraform.rc)' TYPES='$(abspath $(types))' \
  $2 mk/bin/go-run-test $(abspath $(module_tests)) tests/terratest '$1' $3

# A folder is newer when a file in it came or went. What a stack links is known from its last test, as gcc -MMD knows headers.
in_folders = $(wildcard $1 $(1:%/*=%/.))
linked = $(RESULTS)/stack-$1.linked
links = $(or $(file <$(linked)),modules/*.tf modules/*/*.tf modules/*/*/* stacks/*/*)

$(foreach m,$(module_folders),$(eval $(call suite,module-$(subst /,-,$m),modules,$(needs.modules) \
  $(call in_folders,modules/$m/* modules/providers/$(notdir $m)/*) $(if $(filter %/hetzner,$m),$(hetzner_api)),\
  $(call run_test,^TestModules$$$$/^each$$$$/^$(subst /,$$$$/^,$m)$$$$))))
$(foreach s,$(stack_folders),$(eval $(call suite,stack-$s,modules,$(needs.modules) $(YAML_TO_TFVARS) $(hetzner_api) \
  $(wildcard stacks/*.*) $(call in_folders,$(call links,$s)),\
  $(call run_test,^TestStacks$$$$/^each$$$$/^$s$$$$,LINKED='$(abspath $(call linked,$s))'))))
$(eval $(call suite,modules,modules,$(needs.modules) $(product) $(hetzner_api) $(wildcard tests/terratest/testdata/*/*) \
  $(foreach m,$(module_folders),$(RESULTS)/module-$(subst /,-,$m).tap),\
  $(call run_test,.,,'^TestModules$$$$|^TestStacks$$$$')))
$(eval $(call suite,doubles,modules,$(foreach d,hetzner vault forge wire s3 consul,$(call api_sources,$d)) \
  $(wildcard tests/doubles/vault/*.json) $(double_sources) $(TOOLCHAIN)/terraform mk/bin/go-test,\
  env TERRAFORM='$(abspath $(TF_PROGRAM))' mk/bin/go-test tests/doubles))

# What makes the schemas of the doubles.
schema_generator := $(wildcard tests/doubles/schemas/*.py tests/doubles/schemas/*.txt)
$(eval $(call suite,schemas,modules,$(schema_generator),\
  env PYTHONDONTWRITEBYTECODE=1 tests/doubles/schemas/test_generate.py))

# Real providers log in.
$(suites.modules:%=$(RESULTS)/%.tap): private sees = $(if $(filter registry,$(PROVIDERS)),$(credentials))

# Seeded mistakes: hundreds of them, so only when asked for.
.PHONY: mutation
mutation: $(RESULTS)/mutation.tap ## Seed mistakes in the modules and say how many are caught; fails below 95 %
	@cat $(RESULTS)/mutation.txt; mk/bin/tally $<
$(RESULTS)/mutation.tap: $(needs.modules) $(product) $(hetzner_api) $(wildcard tests/terratest/mutation/*) FORCE
	$(call run,TEST,mutation,$(test_environment) TF_CLI_CONFIG_FILE='$(abspath $(RESULTS)/terraform.rc)' \
	  MODULE_TESTS='$(abspath $(module_tests))' REPORT='$(abspath $(RESULTS)/mutation.txt)' mk/bin/suite $@ mk/bin/go-test tests/terratest/mutation)

# What the providers cannot do, from their own words ------------------------------------------------------------

limits := $(wildcard modules/*/*/limits.tf)
$(RESULTS)/capabilities: $(wildcard mk/go/capabilities/*)
	$(call run,GO,capabilities,mkdir -p $(@D); cd mk/go/capabilities; \
	  GOFLAGS=-mod=readonly go build -trimpath -buildvcs=false -o $(abspath $@.new) .; mv $(abspath $@.new) $(abspath $@))
$(eval $(call suite,capabilities,modules,$(RESULTS)/capabilities $(limits) modules/CAPABILITIES.md mk/bin/unchanged,\
  mk/bin/unchanged modules/CAPABILITIES.md $(RESULTS)/capabilities modules))
.PHONY: capabilities
capabilities: $(RESULTS)/capabilities ## Write modules/CAPABILITIES.md from the modules' limits.tf
	$(RESULTS)/capabilities modules >modules/CAPABILITIES.md.new; mv modules/CAPABILITIES.md.new modules/CAPABILITIES.md
