# apply.mk: changes the real world, in the order of the dependencies.
#
# Provides: apply destroy; apply-<unit>, destroy-<unit>, whose order units.mk gives.
# Needs:    plan.mk, lock.mk.
#
# Each unit runs in a make of its own: only what its dependencies have just become decides its plan. It runs under the unit's
# lock from before it is planned until its outputs are read, so that nobody changes it between what is shown, what is
# answered and what is done. A plan from before the lock was had is made again when state has changed meanwhile.

ifneq ($(needs_units),)

again = $(MAKE) -s ENV=$(ENV) UNIT=$1
changing = exec env YES='$(YES)' TF='$(TF)' $(call fetch,$*)

.PHONY: apply destroy $(foreach u,$(units),apply-$u destroy-$u locked-apply-$u locked-destroy-$u)
apply: known-unit $(SELECTED:%=apply-%) ## Apply the plans that were shown (YES=1: show and apply)

# units.mk orders all units; with UNIT= the others have nothing to do.
$(patsubst %,apply-%,$(filter-out $(SELECTED),$(units))): ;
$(SELECTED:%=apply-%): private sees = $(call seen,$*) $(call lock_seen)
$(SELECTED:%=apply-%): apply-%: known-unit $(VAULT_FETCH) $(GARAGE_LOCK) $(TOOLCHAIN)/terraform
	$(call lock,$*,apply) $(call again,$*) locked-apply-$*

$(units:%=locked-apply-%): private sees = $(call seen,$*)
$(units:%=locked-apply-%): locked-apply-%: $(B)/%/plan.json $(B)/%/plan.txt
	$(call run,APPLY,$(ENV)/$*,$(changing) mk/bin/apply $(ENV) $(B)/$* $(STATE)/$(ENV)/$*.tfstate)
	$(if $(filter local,$(state_backend)),if [ -e $(STATE)/$(ENV)/$*.tfstate ]; then) $(call again,$*) $(B)/$*/outputs.json$(if $(filter local,$(state_backend)),; fi)

# Only what is in state can be destroyed, whether or not the inventory still has it.
doomed := $(if $(UNIT),$(filter $(in_state),$(UNIT)),$(filter $(units),$(in_state)))
# One that left has the providers that its folder links to; where that is gone too, it may be any. Its stack reads the secrets
# that were written down when it was prepared.
$(foreach u,$(filter-out $(units),$(in_state)),$(eval $u.secrets := $(file <$(B)/$u/.secrets)))
$(foreach u,$(filter-out $(units),$(in_state)),$(eval \
  $u.providers := $(or $(sort $(filter $(providers),$(notdir $(file <$(B)/$u/links)))),$(providers))))
dependants = $(foreach u,$(filter $(in_state),$(units)),$(if $(filter $1,$($u.deps)),$(STATE)/$(ENV)/$u.tfstate))

destroy: known-unit $(doomed:%=destroy-%) ## Destroy what is in state, dependants first (UNIT= also for one that left)
	$(if $(doomed),,$(call say,$(ENV): nothing in state to destroy))

$(patsubst %,destroy-%,$(filter-out $(doomed),$(units))): ;
$(doomed:%=destroy-%): private sees = $(call seen,$*) $(call lock_seen)
$(doomed:%=destroy-%): destroy-%: known-unit $(VAULT_FETCH) $(GARAGE_LOCK) $(TOOLCHAIN)/terraform
	$(call lock,$*,destroy) $(call again,$*) locked-destroy-$*

$(doomed:%=locked-destroy-%): private sees = $(call seen,$*)
$(doomed:%=locked-destroy-%): locked-destroy-%:
	$(if $(filter $*,$(units)),$(call again,$*) $(B)/$*/.init $(if $(filter $*,$(mocked)),$(B)/$*/.inputs))
	$(if $(filter $*,$(units)),,$(call fetch,.state) mk/bin/adopt $(B)/$* $(STATE)/$(ENV)/$*.tfstate $(wildcard $(TOOLCHAIN)/provider-*))
	$(call run,DESTROY,$(ENV)/$*,$(changing) mk/bin/destroy $(ENV) $(B)/$* $(STATE)/$(ENV)/$*.tfstate \
	  '$(call dependants,$*)')
	$(if $(filter $*,$(units)),,rm -rf $(B)/$*)

endif
