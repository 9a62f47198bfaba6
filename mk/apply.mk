# apply.mk: changes the real world, in the order of the dependencies.
#
# Provides: apply destroy; apply-<unit>, destroy-<unit>, whose order units.mk gives.
# Needs:    plan.mk.
#
# Each unit runs in a make of its own: only what its dependencies have just become decides its plan.

ifneq ($(needs_units),)

again = $(MAKE) -s ENV=$(ENV) UNIT=$1
changing = YES='$(YES)' TF='$(TF)' $(call fetch,$*)

.PHONY: apply destroy $(units:%=apply-%) $(units:%=destroy-%)
apply: known-unit $(SELECTED:%=apply-%) ## Apply the plans that were shown (YES=1: show and apply)

# units.mk orders all units; with UNIT= the others have nothing to do.
$(patsubst %,apply-%,$(filter-out $(SELECTED),$(units))): ;
$(SELECTED:%=apply-%): private sees = $(call seen,$*)
$(SELECTED:%=apply-%): apply-%: known-unit $(VAULT_FETCH)
	$(call again,$*) $(B)/$*/plan.json $(B)/$*/plan.txt
	$(call run,APPLY,$(ENV)/$*,$(changing) mk/bin/apply $(ENV) $(B)/$* $(STATE)/$(ENV)/$*.tfstate)
	if [ -e $(STATE)/$(ENV)/$*.tfstate ]; then $(call again,$*) $(B)/$*/outputs.json; fi

# Only what is in state can be destroyed, whether or not the inventory still has it.
doomed := $(if $(UNIT),$(filter $(in_state),$(UNIT)),$(filter $(units),$(in_state)))
# One that left has the providers that its folder links to; where that is gone too, it may be any.
$(foreach u,$(filter-out $(units),$(in_state)),$(eval \
  $u.providers := $(or $(sort $(filter $(providers),$(notdir $(file <$(B)/$u/links)))),$(providers))))
dependants = $(foreach u,$(units),$(if $(filter $1,$($u.deps)),$(STATE)/$(ENV)/$u.tfstate))

destroy: known-unit $(doomed:%=destroy-%) ## Destroy what is in state, dependants first (UNIT= also for one that left)
	$(if $(doomed),,$(call say,$(ENV): nothing in state to destroy))

$(patsubst %,destroy-%,$(filter-out $(doomed),$(units))): ;
$(doomed:%=destroy-%): private sees = $(call seen,$*)
$(doomed:%=destroy-%): destroy-%: known-unit $(VAULT_FETCH) $(TOOLCHAIN)/terraform
	$(if $(filter $*,$(units)),$(call again,$*) $(B)/$*/.init $(if $(filter $*,$(mocked)),$(B)/$*/.inputs))
	$(if $(filter $*,$(units)),,mk/bin/adopt $(B)/$* $(STATE)/$(ENV)/$*.tfstate $(wildcard $(TOOLCHAIN)/provider-*))
	$(call run,DESTROY,$(ENV)/$*,$(changing) mk/bin/destroy $(ENV) $(B)/$* $(STATE)/$(ENV)/$*.tfstate \
	  '$(call dependants,$*)')
	$(if $(filter $*,$(units)),,rm -rf $(B)/$*)

endif
