# test.mk: results are file targets: `make test` runs again what a change can affect, and what failed.
#
# Provides: test and its tiers test-unit test-cli test-modules, lint; coverage fuzz;
#           $(call suite,NAME,TIER,PREREQUISITES,COMMAND): COMMAND prints TAP, RESULTS/NAME.tap is what it printed.
# Needs:    all layers above.

RESULTS := $(BUILD)/test
tiers := lint unit cli modules

.PHONY: test test-lint test-unit test-cli test-modules lint

# Read only when asked for: a plan does not pay for the list of tests.
ifneq ($(filter test test-% lint coverage fuzz $(RESULTS)/%,$(MAKECMDGOALS)),)

runner := $(slot) mk/bin/suite

define suite
suites.$2 += $1
command.$1 := $4
$(RESULTS)/$1.tap: $3 mk/bin/suite
	$$(call run,TEST,$1,$(runner) $$@ $$(command.$1))
endef
results = $(foreach t,$1,$(suites.$t:%=$(RESULTS)/%.tap))

# Linters: one suite each, over the files it knows -----------------------------------------------

shell_files := .ci/run $(wildcard mk/bin/* tests/bats/*.bash tests/bench/*.sh tests/e2e/*.sh)
yaml_files := $(wildcard .yamllint.yml .gitlab-ci.yml .github/workflows/*.yml inventory/*.yml inventory/envs/*.yml stacks/*/stack.yml)
terraform_folders := $(sort $(dir $(wildcard stacks/*/*.tf modules/*/*.tf modules/*/*/*.tf)))
c_files := $(lib_sources) $(foreach u,$(utilities),$(call c_sources,$u))
man_pages := $(wildcard tools/*/*.1)

define lint_suites
$(call suite,lint-shell,lint,$(call packages,lint) $(shell_files) .shellcheckrc,mk/bin/lint 'shellcheck -x' $(shell_files))
$(call suite,lint-yaml,lint,$(call packages,lint) $(yaml_files) .yamllint.yml,mk/bin/lint 'yamllint -s' $(yaml_files))
$(call suite,lint-terraform,lint,$(TOOLCHAIN)/terraform $(wildcard $(terraform_folders:%=%*)),mk/bin/lint '$(TF_PROGRAM) fmt -check -diff' $(terraform_folders))
$(call suite,lint-c,lint,$(call packages,lint) $(c_files) $(wildcard tools/lib/*.h tools/*/*.h),mk/bin/lint 'cppcheck -q --std=c11 --enable=warning$(comma)portability --inline-suppr --error-exitcode=1 -Itools/lib' $(c_files))
$(call suite,lint-warnings,lint,$(call packages,build) $(c_files) $(wildcard tools/lib/*.h tools/*/*.h),mk/bin/lint '$(c_compile) -Werror $(subst ',,$(c_version)) -fsyntax-only' $(c_files))
$(call suite,lint-man,lint,$(call packages,lint) $(man_pages),mk/bin/lint 'mandoc -T lint -W warning' $(man_pages))
endef
comma := ,
$(eval $(lint_suites))

# Unit tests: one cmocka program each, under the address and undefined-behaviour sanitizers ------

sanitize := -O1 -g -Werror -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
unit_tests := $(patsubst tests/unit/test_%.c,%,$(wildcard tests/unit/test_*.c))
unit_flags := $(filter-out -D_FORTIFY_SOURCE=2,$(c_flags)) $(sanitize) $(c_version) -Itools/lib $(utilities:%=-Itools/%)
testable := $(filter-out %/main.c,$(c_files))

$(eval $(call record,$(RESULTS)/unit/flags,unit_flags))
$(RESULTS)/unit/%.o: tools/%.c $(RESULTS)/unit/flags $(call packages,build)
	$(call run,CC,$< (sanitized),mkdir -p $(@D); $(slot) $(CC) $(unit_flags) -MMD -MP -c -o $@ $<)
$(RESULTS)/unit/test_%: tests/unit/test_%.c $(wildcard tests/unit/*.h) $(testable:tools/%.c=$(RESULTS)/unit/%.o) $(call packages,test)
	$(call run,CC,$<,$(slot) $(CC) $(unit_flags) -MMD -MP -MF $@.d -o $@ $< $(filter %.o,$^) $(c_libraries) -lcmocka)
.PRECIOUS: $(RESULTS)/unit/%.o
include $(wildcard $(RESULTS)/unit/*.d $(RESULTS)/unit/*/*.d)

$(foreach t,$(unit_tests),$(eval $(call suite,unit-$t,unit,$(RESULTS)/unit/test_$t,env CMOCKA_MESSAGE_OUTPUT=TAP $(RESULTS)/unit/test_$t)))

# Command-line tests: one suite a bats file. Those on the graph run make in a copy of this tree ------------

bats_tests := $(patsubst tests/bats/%.bats,%,$(wildcard tests/bats/*.bats))
graph_inputs := GNUmakefile VERSION $(wildcard mk/*.mk mk/bin/* mk/go/*/* inventory/*.yml inventory/envs/*.yml stacks/*.json \
  stacks/*/* modules/*/*.tf modules/*/*/*) $(wildcard tests/fixtures/*/* tests/fixtures/*/*/* tests/fixtures/*/*/*/*)
cli_inputs := $(YAML_TO_TFVARS) $(TOOLCHAIN)/terraform $(wildcard tests/bats/*.bash tests/doubles/*.c) $(call packages,test) $(call packages,lint)
double := $(RESULTS)/hetzner-api
cli_environment := env ROOT='$(CURDIR)' YAML_TO_TFVARS='$(abspath $(YAML_TO_TFVARS))' TERRAFORM='$(abspath $(TF_PROGRAM))' HETZNER_API='$(abspath $(double))'

$(foreach t,$(bats_tests),$(eval $(call suite,cli-$t,cli,tests/bats/$t.bats $(cli_inputs) $(if $(filter 1% 2%,$t),tools/yaml-to-tfvars/yaml-to-tfvars.1 $(filter tests/fixtures/%,$(graph_inputs)),\
  $(graph_inputs) $(TOOLCHAIN)/provider-hetzner $(double)),$(cli_environment) bats --tap tests/bats/$t.bats)))

# Terraform modules and stacks: Terratest on the real provider against an in-memory API --------------------

$(RESULTS)/terraform.rc: $(TOOLCHAIN)/provider-hetzner
	@mk/bin/terraformrc hetzner=$< >$@.new; mv $@.new $@

double_sources := $(wildcard tests/doubles/go.* tests/doubles/*/*.go tests/doubles/*/*/*.go)
$(double): $(double_sources)
	$(call run,GO,hetzner-api,cd tests/doubles && go build -buildvcs=false -o $(abspath $@) ./hetzner)

$(eval $(call suite,doubles,modules,$(double_sources),mk/bin/go-test tests/doubles))
$(eval $(call suite,modules,modules,$(wildcard tests/terratest/go.* tests/terratest/*.go tests/terratest/*/*.go tests/terratest/testdata/*/*) $(double) $(YAML_TO_TFVARS) \
  $(graph_inputs) $(RESULTS)/terraform.rc $(TOOLCHAIN)/terraform,env ROOT='$(CURDIR)' YAML_TO_TFVARS='$(abspath $(YAML_TO_TFVARS))' \
  HETZNER_API='$(abspath $(double))' TERRAFORM='$(abspath $(TF_PROGRAM))' TF_CLI_CONFIG_FILE='$(abspath $(RESULTS)/terraform.rc)' mk/bin/go-test tests/terratest))

# Fuzz targets: in `test` their seeds are replayed; `fuzz` looks for new ones ----------------------------------

fuzz_targets := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS := 60
seeds = $(wildcard tests/fuzz/corpus/$1/*)

$(RESULTS)/unit/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(testable:tools/%.c=$(RESULTS)/unit/%.o)
	$(call run,CC,$<,$(slot) $(CC) $(unit_flags) -o $@ $^ $(c_libraries))
$(foreach t,$(fuzz_targets),$(eval $(call suite,seeds-$t,unit,$(RESULTS)/unit/replay_$t $(call seeds,$t),$(RESULTS)/unit/replay_$t $(call seeds,$t))))

$(RESULTS)/fuzz/%: tests/fuzz/fuzz_%.c $(testable) $(call packages,fuzz)
	$(call run,CC,$< (fuzzer),mkdir -p $(@D); clang -O1 -g -std=c11 -D_GNU_SOURCE -fsanitize=fuzzer$(comma)address$(comma)undefined \
	  -Itools/lib $(utilities:%=-Itools/%) -o $@ $(filter %.c,$^) -lyaml -lpcre2-8)
.PHONY: fuzz $(fuzz_targets:%=fuzz-%) coverage
fuzz: $(fuzz_targets:%=fuzz-%) ## Look for inputs that break the parsers (FUZZ_SECONDS=60 each)
$(fuzz_targets:%=fuzz-%): fuzz-%: $(RESULTS)/fuzz/%
	$(call run,FUZZ,$*,mkdir -p $(RESULTS)/fuzz/corpus/$*; $(slot) $< -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 \
	  -artifact_prefix=$(RESULTS)/fuzz/ $(RESULTS)/fuzz/corpus/$* tests/fuzz/corpus/$*)

# Coverage: the unit and command-line tests once more, on code that counts its lines -----------------------------

counted := $(BUILD)/coverage
coverage: $(call packages,coverage) ## Say which lines of the C code the tests reach; fails below 90 %
	rm -rf $(counted)/test; find $(counted) -name '*.gcda' -delete 2>/dev/null || true
	$(MAKE) -s BUILD=$(counted) CFLAGS='-O0 -g --coverage' LDFLAGS=--coverage sanitize='-O0 -g --coverage' \
	  test-unit $(foreach t,$(filter 1% 2%,$(bats_tests)),$(counted)/test/cli-$t.tap)
	gcovr --root . --object-directory $(counted) --filter tools/ --exclude-throw-branches --fail-under-line 90 --sort-percentage

# What is run ------------------------------------------------------------------------------------------------

test: $(call results,$(tiers)) ## Run every test that a change since the last run can affect
	@mk/bin/tally $^
lint: test-lint ## Run the linters
test-lint: $(call results,lint)
	@mk/bin/tally $^
test-unit: $(call results,unit) ## Run the unit tests of the C code
	@mk/bin/tally $^
test-cli: $(call results,cli) ## Run the tests of command lines and of the build graph
	@mk/bin/tally $^
test-modules: $(call results,modules) ## Run the tests of Terraform modules and stacks
	@mk/bin/tally $^

endif
