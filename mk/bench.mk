# bench.mk: time and memory beside others, as tables in build/bench/.
#
# Provides: bench; $(BUILD)/bench/<table>.md.
# Needs:    tools.mk, toolchain.mk; e2e.mk for bench-lock.

BENCH := $(BUILD)/bench
tables := yaml render graph parallel secrets cost lock serve cold

.PHONY: bench $(tables:%=bench-%)
ifneq ($(filter bench bench-%,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

bench: $(tables:%=bench-%) ## Measure against peers; tables go to build/bench/ (bench-cold alone: the bootstrap)
	@cat $(tables:%=$(BENCH)/%.md) >$(BENCH)/README.md; cat $(BENCH)/README.md

bench_arguments.yaml = $(YAML_TO_TFVARS) $(BENCH)/yq /usr/bin/python3
bench_arguments.render = $(abspath $(YAML_TO_TFVARS))
bench_arguments.secrets = $(abspath $(VAULT_FETCH) $(BENCH)/vault-api $(BENCH)/hvac)
bench_arguments.cost = $(abspath $(COST_GATE))
bench_arguments.lock = $(abspath $(GARAGE_LOCK) $(BUILD)/test/relay) $(clusters:%=$(abspath $(TOOLCHAIN)/bin)/%)
bench_arguments.serve = $(abspath $(GARAGE_LOCK) $(TF_PROGRAM) $(BENCH)/s3-api)
bench-yaml: $(BENCH)/yq
bench-secrets: $(VAULT_FETCH) $(BENCH)/vault-api $(BENCH)/hvac
bench-cost: $(COST_GATE)
bench-serve: $(GARAGE_LOCK) $(BENCH)/s3-api
bench-lock: $(GARAGE_LOCK) $(BUILD)/test/relay $(TOOLCHAIN)/garage $(TOOLCHAIN)/consul
needs.bench := $(YAML_TO_TFVARS) $(call packages,bench) $(call packages,plan) $(TOOLCHAIN)/terraform $(TOOLCHAIN)/provider-hetzner
$(tables:%=bench-%): bench-%: $(needs.bench)
	$(call run,BENCH,$*,mkdir -p $(BENCH); \
	  { tests/bench/machine; echo; tests/bench/$* $(bench_arguments.$*); echo; } >$(BENCH)/$*.md.new; \
	  mv $(BENCH)/$*.md.new $(BENCH)/$*.md)

$(BENCH)/yq: mk/go/yq/go.mod mk/go/yq/go.sum
	$(call run,GO,yq,mkdir -p $(@D); cd mk/go/yq; \
	  GOFLAGS=-mod=readonly go build -trimpath -buildvcs=false -o $(abspath $@) github.com/mikefarah/yq/v4)

$(BENCH)/%-api: $(wildcard tests/doubles/go.* tests/doubles/life/*.go tests/doubles/vault/*.go tests/doubles/s3/*.go tests/doubles/wire/*.go)
	$(call run,GO,$*-api,mkdir -p $(@D); cd tests/doubles; go build -buildvcs=false -o $(abspath $@) ./$*)

$(BENCH)/hvac: mk/python/hvac.txt $(call packages,bench)
	$(call run,TOOL,hvac,CACHE='$(CACHE)' mk/bin/get-linter hvac $(abspath $@))
