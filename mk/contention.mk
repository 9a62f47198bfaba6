# contention.mk: many contend for a lock while nodes of its store are killed, paused and restarted, for as long as it takes.
#
# Provides: contention, which takes an hour or two; the suites contention-garage and contention-consul.
# Needs:    included by test.mk, for its suite; e2e.mk.

# 8 contenders, 500 additions each. test-e2e does 20 each.
CONTENTION_ADDITIONS ?= 4000
contention_long = tests/e2e/contend -additions $(CONTENTION_ADDITIONS) -limit 4h -calm 30s
$(foreach c,$(clusters),$(eval $(call suite,contention-$c,contention,tests/e2e/run $(TOOLCHAIN)/$c $(contend) $(call packages,test),\
  $(test_environment) tests/e2e/run $c '$(abspath $(TOOLCHAIN)/bin/$c)' $(TOOLCHAIN)/$c $(contention_long))))

.PHONY: contention
contention: $(call results,contention) ## Contend for a lock on Garage and on Consul while their nodes fail (an hour or two)
	@cat $(filter %.tap,$^); mk/bin/tally $(filter %.tap,$^)
