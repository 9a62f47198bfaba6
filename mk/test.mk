# test.mk: results are file targets: `make test` runs again what a change can affect, and what failed.
#
# Provides: test and its tiers test-lint (lint) test-unit test-cli test-model test-modules test-e2e; $(RESULTS)/<suite>.tap;
#           $(call suite,NAME,TIER,PREREQUISITES,COMMAND): COMMAND prints TAP, the result is what it printed.
# Needs:    all layers above.

RESULTS := $(BUILD)/test
tiers := lint unit cli model modules e2e
.PHONY: test lint $(tiers:%=test-%)

# Read only when asked for: a plan does not pay for the list of tests.
ifneq ($(filter test test-% lint coverage capabilities mutation model contention bench bench-lock fuzz fuzz-% e2e-% $(RESULTS)/%,$(MAKECMDGOALS)),)

define suite
suites.$2 += $1
command.$1 := $4
$(RESULTS)/$1.tap: $3 mk/bin/suite
	$$(call run,TEST,$1,$(slot) mk/bin/suite $$@ $$(command.$1))
endef

c_files := $(lib_sources) $(foreach u,$(utilities),$(call c_sources,$u))
c_headers := $(wildcard tools/*/*.h)

product := $(wildcard inventory/*.yml inventory/envs/*.yml stacks/*.* stacks/*/* modules/*.tf modules/*/*.tf modules/*/*/*)

include mk/lint.mk

# Unit tests: one cmocka program each, under the address and undefined-behaviour sanitizers ------------------

sanitize := -O1 -g -Werror -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
unit_flags := $(filter-out -D_FORTIFY_SOURCE=2,$(c_flags)) $(sanitize) $(c_version) -Itools/lib $(utilities:%=-Itools/%)
unit_tests := $(patsubst tests/unit/test_%.c,%,$(wildcard tests/unit/test_*.c))
testable := $(filter-out %/main.c,$(c_files))
sanitized := $(testable:tools/%.c=$(RESULTS)/unit/%.o)

$(eval $(call record,$(RESULTS)/unit/flags,unit_flags))
$(RESULTS)/unit/%.o: tools/%.c $(RESULTS)/unit/flags $(call packages,build)
	$(call run,CC,$< (sanitized),mkdir -p $(@D); \
	  $(slot) $(CC) $(unit_flags) -MMD -MP -MT $@ -MF $(@:.o=.d) -c -o $@.new $<; mv $@.new $@)
$(RESULTS)/unit/test_%: tests/unit/test_%.c $(wildcard tests/unit/*.h) $(sanitized) $(call packages,test)
	$(call run,CC,$<,$(slot) $(CC) $(unit_flags) -o $@.new $< $(filter %.o,$^) $(c_libraries) -lcmocka; mv $@.new $@)
.PRECIOUS: $(RESULTS)/unit/%.o

# The program as a whole under the sanitizers, for answers that nobody vouches for.
vault_fetch_sanitized := $(RESULTS)/unit/vault-fetch-sanitized
$(vault_fetch_sanitized): tools/vault-fetch/main.c $(filter $(RESULTS)/unit/vault-fetch/% $(RESULTS)/unit/lib/%,$(sanitized)) $(call packages,test)
	$(call run,CC,$< (sanitized),$(slot) $(CC) $(unit_flags) -o $@.new $< $(filter %.o,$^) $(c_libraries); mv $@.new $@)
include $(wildcard $(RESULTS)/unit/*/*.d)

$(foreach t,$(unit_tests),$(eval $(call suite,unit-$t,unit,$(RESULTS)/unit/test_$t,\
  env CMOCKA_MESSAGE_OUTPUT=TAP $(RESULTS)/unit/test_$t)))

# Command lines: one suite a bats file; 1x and 2x test the utilities, 3x and 4x the graph, in a copy of this tree

bats_tests := $(patsubst tests/bats/%.bats,%,$(wildcard tests/bats/*.bats))
hetzner_api := $(RESULTS)/hetzner-api
vault_api := $(RESULTS)/vault-api
forge_api := $(RESULTS)/forge-api
s3_api := $(RESULTS)/s3-api
consul_api := $(RESULTS)/consul-api
contention := $(RESULTS)/contention
fixtures := $(wildcard $(patsubst %,tests/fixtures/%,*/* */*/* */*/*/* */*/*/*/*))
machinery := GNUmakefile VERSION $(wildcard mk/*.mk mk/*.jq mk/bin/* mk/go/*/*) tests/e2e/run
test_environment := env ROOT='$(CURDIR)' YAML_TO_TFVARS='$(abspath $(YAML_TO_TFVARS))' VAULT_FETCH='$(abspath $(VAULT_FETCH))' \
  COST_GATE='$(abspath $(COST_GATE))' GARAGE_LOCK='$(abspath $(GARAGE_LOCK))' TERRAFORM='$(abspath $(TF_PROGRAM))' \
  HETZNER_API='$(abspath $(hetzner_api))' VAULT_API='$(abspath $(vault_api))' FORGE_API='$(abspath $(forge_api))' \
  S3_API='$(abspath $(s3_api))' CONSUL_API='$(abspath $(consul_api))' CONTENTION='$(abspath $(contention))' \
  DOUBLE='$(abspath $(DOUBLES)/provider)' VAULT_FETCH_SANITIZED='$(abspath $(vault_fetch_sanitized))'

needs.cli := $(YAML_TO_TFVARS) $(VAULT_FETCH) $(COST_GATE) $(TOOLCHAIN)/terraform $(fixtures) $(product) \
  $(call packages,test) $(call packages,lint) \
  $(wildcard tests/bats/*.bash tests/doubles/*.c tests/doubles/op tests/doubles/vault/*.json tools/*/*.1)
needs.graph := $(needs.cli) $(machinery) $(GARAGE_LOCK) $(TOOLCHAIN)/provider-hetzner $(hetzner_api) README.md
$(foreach t,$(bats_tests),$(eval $(call suite,cli-$t,cli,tests/bats/$t.bats \
  $(if $(filter 1% 2%,$t),$(needs.cli),$(needs.graph)) $(if $(filter 15-% 39-% 41-% 44-%,$t),$(vault_api)) $(if $(filter 15-vault-mutated,$t),$(vault_fetch_sanitized)) \
  $(if $(filter 41-%,$t),$(forge_api)) $(if $(filter 44-% 45-% 46-% 47-% 48-%,$t),$(s3_api) $(consul_api)) $(if $(filter 16-% 17-garage-lock-%,$t),$(GARAGE_LOCK) $(s3_api) $(consul_api) $(contention)),\
  $(test_environment) bats --tap tests/bats/$t.bats)))

include mk/modules.mk
include mk/e2e.mk
include mk/fuzz.mk

results = $(foreach t,$1,$(suites.$t:%=$(RESULTS)/%.tap))

include mk/model.mk
include mk/contention.mk

# What is run ------------------------------------------------------------------------------------------------

test: $(call results,$(tiers)) ## Run every test that a change since the last run can affect
lint: test-lint ## Run the linters
test-lint: $(call results,lint)
test-unit: $(call results,unit) ## Run the unit tests of the C code
test-cli: $(call results,cli) ## Run the tests of command lines and of the build graph
test-model: $(call results,model) ## Search all runs of the lock's model with 2 contenders
test-modules: $(call results,modules) ## Run the tests of Terraform modules and stacks
test-e2e: $(call results,e2e) ## Run the tests on real servers, which are built first, once per user
test $(tiers:%=test-%):
	@mk/bin/tally $(filter %.tap,$^)

endif
