# help.mk: what there is, what is found, and how to start over.
#
# Provides: help doctor clean distclean.
# Needs:    settings.mk.

.PHONY: help
help: ## Say what make can do
	@mk/bin/help '$(ENV)' '$(sort $(ENVS))' $(filter mk/%.mk,$(MAKEFILE_LIST)) mk/modules.mk mk/e2e.mk mk/fuzz.mk mk/model.mk mk/contention.mk

.PHONY: doctor
doctor: ## Say which tools are found, at which version, from where, and how to get what is missing
	@CACHE='$(CACHE)' mk/bin/doctor $(TERRAFORM_MINIMUM) $(foreach p,$(purposes),$p="$(packages.$p)")

# What lies there alone: a state that Terraform could not save.
saved = $(if $(wildcard $1),$(error $(wildcard $1): the only copy of a state that could not be saved; make plan says how it is))

.PHONY: clean
clean: ## Remove what was built for ENV; state stays
	$(call saved,$(B)/*/errored.tfstate)
	$(call run,CLEAN,$(B),rm -rf $(B))

.PHONY: distclean
distclean: ## Remove everything built; state and the user's download cache stay
	$(call saved,$(BUILD)/*/*/errored.tfstate)
	$(call run,CLEAN,$(BUILD),rm -rf $(BUILD))
