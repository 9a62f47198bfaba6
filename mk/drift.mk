# drift.mk: what the real world has become behind Terraform's back.
#
# Provides: drift; $(B)/<unit>/drift.json drift.md, and of all of them $(B)/drift.json drift.md drift.xml (with UNIT=
#           $(B)/drift-<units>.json …); $(STATE)/<env>/drift-history.json. docs/drift.md says what they hold.
# Needs:    settings.mk, secrets.mk, plan.mk.
#
# Reports are made anew each time, for they tell of the world, which has no time stamp. They succeed whatever they say;
# the phony target is the gate.

ifneq ($(needs_units),)

drift_history := $(STATE)/$(ENV)/drift-history.json
drift_ignore := $(B)/drift-ignore.json
drift_report := $(B)/drift$(if $(UNIT),-$(subst $(space),+,$(sort $(SELECTED))))

# Whatever fails, no report of an earlier run is left to be taken for this one's, not even when the inventory cannot be rendered.
outdated += $(if $(filter drift,$(MAKECMDGOALS)),$(foreach r,$(drift_report) $(SELECTED:%=$(B)/%/drift),$r.json $r.md $r.xml))
.PHONY: $(B)/.drift-outdated
$(B)/.drift-outdated:
	rm -f $(outdated)
$(call all,drift.json) $(if $(filter drift,$(MAKECMDGOALS)),$(B)/.orphans): | $(B)/.drift-outdated

$(drift_ignore): $(B)/inventory.json
	jq '.drift.ignore // []' $< >$@.new; mv $@.new $@

readable := $(filter $(in_state),$(units))
reading := $(filter $(readable),$(SELECTED))

# What readings need is made in a make of its own, which goes on where it fails for one unit: that one alone is unknown then.
$(readable:%=$(B)/%/.drift-ready): $(B)/%/.drift-ready: $(B)/%/.init FORCE
	: >$@
$(foreach u,$(filter $(mocked),$(readable)),$(eval $(B)/$u/.drift-ready: $(B)/$u/inputs.auto.tfvars.json))
.PHONY: $(B)/.drift-ready
$(B)/.drift-ready: private sees = $(call seen,.state)
$(B)/.drift-ready: FORCE | $(TOOLCHAIN)/terraform $(VAULT_FETCH)
	rm -f $(reading:%=$(B)/%/.drift-ready)
	$(if $(reading),$(MAKE) -k ENV=$(ENV) $(reading:%=$(B)/%/.drift-ready) || true)
# Another goal of this make may be at the same files.
$(if $(filter-out drift,$(MAKECMDGOALS)),$(eval $(B)/.drift-ready: | $(call all,.init) $(mocked:%=$(B)/%/inputs.auto.tfvars.json)))
# What failed did so among others: once more, for what is said of it.
drift_again := $(MAKE) ENV=$(ENV)
ready = { [ -e $(B)/$1/.drift-ready ] || flock $(B)/.drift-lock $(drift_again) $(B)/$1/.drift-ready; } >$(B)/$1/drift-ready.log 2>&1 </dev/null || true

# The reading has the credentials, and no placeholder for one: that would be no reading.
$(readable:%=$(B)/%/.drift-read): private sees = $(call seen,$*)
$(readable:%=$(B)/%/.drift-read): $(B)/%/.drift-read: $(B)/.drift-ready FORCE | $(VAULT_FETCH)
	$(call ready,$*)
	$(call run,READ,$(ENV)/$*,$(slot) mk/bin/drift-read $(B)/$* $(STATE)/$(ENV)/$*.tfstate $(call fetch,$*))
$(foreach u,$(readable),$(eval $(B)/$u/drift.json: $(B)/$u/.drift-read))

$(call all,drift.json): private sees = $(call seen,.plan)
$(call all,drift.json): $(B)/%/drift.json: $(drift_ignore) FORCE
	$(slot) $(call fetch,.plan) mk/bin/drift-classify $(ENV) $(B)/$* $(STATE)/$(ENV)/$*.tfstate $(drift_ignore) $(drift_history) $(if $(filter $*,$(readable)),read)

# What was found to have drifted is an input of the plan: state alone does not show that there is something to do.
$(foreach u,$(filter $(units),$(patsubst $(B)/%/.drifted,%,$(wildcard $(B)/*/.drifted))),$(eval $(B)/$u/tfplan: $(B)/$u/.drifted))

$(drift_report).json: $(SELECTED:%=$(B)/%/drift.json) $(drift_ignore) $(B)/.orphans
	mk/bin/drift-gather $(ENV) $@ $(drift_ignore) $(drift_history) $(B)/.orphans '$(units)' $(SELECTED:%=$(B)/%/drift.json)

$(call all,drift.md) $(drift_report).md: %.md: %.json
	mk/bin/drift-report markdown $< >$@.new; mv $@.new $@
$(drift_report).xml: %.xml: %.json
	mk/bin/drift-report junit $< >$@.new; mv $@.new $@

.PHONY: drift
drift: known-unit $(SELECTED:%=$(B)/%/drift.md) $(drift_report).md $(drift_report).xml ## Say what changed outside Terraform; fails on drift, and where it cannot tell
	mk/bin/drift-gate $(drift_report)

endif
