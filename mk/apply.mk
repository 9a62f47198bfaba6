# apply.mk: changes the real world, in the order of the dependencies.
#
# Provides: apply destroy; apply-<unit>, destroy-<unit>, whose order units.mk gives.
# Needs:    plan.mk.
#
# Each unit runs in a make of its own: only what its dependencies have just become decides its plan.

ifneq ($(needs_units),)

secrets = $(foreach p,$(filter $(providers),$($1.providers)),$(provider.$p.secret))
again = $(MAKE) -s ENV=$(ENV) UNIT=$1
changing := YES='$(YES)' TF='$(TF)'

.PHONY: apply destroy $(units:%=apply-%) $(units:%=destroy-%)
apply: known-unit $(SELECTED:%=apply-%) ## Apply the plans that were shown (YES=1: show and apply)

# units.mk orders all units; with UNIT= the others have nothing to do.
$(patsubst %,apply-%,$(filter-out $(SELECTED),$(units))): ;
$(SELECTED:%=apply-%): apply-%: known-unit
	$(call again,$*) $(B)/$*/plan.json $(B)/$*/plan.txt
	$(call run,APPLY,$(ENV)/$*,$(changing) mk/bin/apply $(ENV) $(B)/$* $(STATE)/$(ENV)/$*.tfstate $(call secrets,$*))
	if [ -e $(STATE)/$(ENV)/$*.tfstate ]; then $(call again,$*) $(B)/$*/outputs.json; fi

# Only what is in state can be destroyed, whether or not the inventory still has it.
doomed := $(if $(UNIT),$(filter $(in_state),$(UNIT)),$(filter $(units),$(in_state)))
dependants = $(foreach u,$(units),$(if $(filter $1,$($u.deps)),$(STATE)/$(ENV)/$u.tfstate))

destroy: known-unit $(doomed:%=destroy-%) ## Destroy what is in state, dependants first (UNIT= also for one that left)
	$(if $(doomed),,$(call say,$(ENV): nothing in state to destroy))

$(patsubst %,destroy-%,$(filter-out $(doomed),$(units))): ;
$(doomed:%=destroy-%): destroy-%: known-unit $(TOOLCHAIN)/terraform
	$(if $(filter $*,$(units)),$(call again,$*) $(B)/$*/.init $(if $(filter $*,$(mocked)),$(B)/$*/.inputs))
	$(if $(filter $*,$(units)),,mk/bin/adopt $(B)/$* $(STATE)/$(ENV)/$*.tfstate $(wildcard $(TOOLCHAIN)/provider-*))
	$(call run,DESTROY,$(ENV)/$*,$(changing) mk/bin/destroy $(ENV) $(B)/$* $(STATE)/$(ENV)/$*.tfstate \
	  '$(call dependants,$*)' $(call secrets,$*))
	$(if $(filter $*,$(units)),,rm -rf $(B)/$*)

endif
