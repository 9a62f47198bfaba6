# model.mk: the algorithm of garage-lock as a model, of which spin searches all runs.
#
# Provides: the suite model-quick (make test-model); model, which takes two minutes and 1.5 gigabytes.
# Needs:    included by test.mk, for its suite; packages.model.

model_check = env CC='$(CC)' tests/model/check $(RESULTS)/model-$1.work $1
needs.model := $(wildcard tests/model/*) $(call packages,build) $(call packages,model)
$(eval $(call suite,model-quick,model,$(needs.model),$(call model_check,quick)))
$(eval $(call suite,model-deep,deep,$(needs.model),$(call model_check,deep)))

.PHONY: model
model: $(call results,deep) ## Search all runs of the lock's model with more attempts (two minutes, 1.5 gigabytes)
	@mk/bin/tally $<
