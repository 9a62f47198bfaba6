# plan.mk: from unit folders to plans, and what is told about them.
#
# Provides: init plan show output; $(B)/<unit>/.init tfplan plan.json plan.txt summary outputs.json.
# Needs:    settings.mk, toolchain.mk, providers.mk, render.mk, secrets.mk, state.mk.

ifneq ($(needs_units),)

# $(call in,VERB,SCRIPT,ARGUMENTS,FETCH): a script of mk/bin/ on the unit's folder, with the secrets that FETCH gives it.
in = $(call run,$1,$(ENV)/$*,$(slot) $4 mk/bin/$2 $(B)/$* $3)
all = $(foreach f,$1,$(units:%=$(B)/%/$f))

export TF_PROGRAM := $(abspath $(TF_PROGRAM))
# Every unit waits for the providers it uses, and for no other.
using = $(foreach u,$(units),$(if $(filter $1,$($u.providers)),$u))
$(foreach p,$(providers),$(foreach u,$(call using,$p),$(eval $(B)/$u/.init: $(TOOLCHAIN)/provider-$p)))

$(call all,.init): private sees = $(call seen,.state)
$(call all,.init): $(B)/%/.init: $(TOOLCHAIN)/terraform | $(if $(call fetched,.state),$(VAULT_FETCH))
	$(call in,INIT,init,$(foreach p,$(filter $(providers),$($*.providers)),$p=$(TOOLCHAIN)/provider-$p),$(call fetch,.state,$(planning)))

# The names of the secrets that it reads, for the time when it has left the inventory and is to be destroyed.
$(foreach u,$(units),$(eval $(call record,$(B)/$u/.secrets,$u.secrets))$(eval $(B)/$u/.init: | $(B)/$u/.secrets))

# What dependencies give: their outputs once they are in state, the stack's mocks before.
mocked := $(foreach u,$(units),$(if $($u.inputs),$u))
$(mocked:%=$(B)/%/.inputs): $(B)/%/.inputs: $(B)/%/inputs.json
	$(call run,INPUTS,$(ENV)/$*,mk/bin/inputs $(B)/$* $(foreach d,$($*.inputs),$d=$(outputs.$d)))
read_from = $(strip $(foreach d,$($1.inputs),$(outputs.$d)))
$(foreach u,$(mocked),$(eval $(B)/$u/.inputs: $(call read_from,$u)))
$(foreach u,$(mocked),$(if $(call equal,$(file <$(B)/$u/.inputs),$(call read_from,$u)),,$(eval $(B)/$u/.inputs: FORCE)))
# The file itself may keep its old time. The + has make look at the clock of the file, under -q too, and starts nothing.
$(mocked:%=$(B)/%/inputs.auto.tfvars.json): $(B)/%/inputs.auto.tfvars.json: $(B)/%/.inputs ; +

# State is an input: a plan hangs on the state that was there when it was made, also when that goes away.
$(foreach u,$(filter $(units),$(in_state)),$(eval $(B)/$u/tfplan $(B)/$u/outputs.json: $(call state_file,$u)))
planned_with_state := $(patsubst $(B)/%/.planned-with-state,%,$(wildcard $(B)/*/.planned-with-state))
$(patsubst %,$(B)/%/tfplan,$(filter-out $(in_state),$(planned_with_state))): FORCE

# Nor is one made, or an old one carried out again, where a state waits to be saved.
$(patsubst %/errored.tfstate,%/tfplan,$(wildcard $(B)/*/errored.tfstate)): FORCE

# No plan is remade for another secrets.yml or vault-fetch: what they give is in none.
$(patsubst %,$(B)/%/tfplan,$(foreach u,$(units),$(if $(call fetched,$u),$u))): | $(VAULT_FETCH)

ifeq ($(VIA),terragrunt)
include mk/terragrunt.mk
else
$(call all,tfplan): private sees = $(call seen,$*)
$(call all,tfplan): $(B)/%/tfplan: $(B)/%/.init
	$(call in,PLAN,plan,$(STATE)/$(ENV)/$*.tfstate $(if $(filter $*,$(in_state)),with-state),$(call fetch,$*,$(planning)))
endif

$(call all,plan.json plan.txt): private sees = $(call seen,.plan)
$(call all,plan.json): %/plan.json: %/tfplan
	$(call run,SHOW,$(@:$(BUILD)/%=%),$(slot) $(call fetch,.plan) mk/bin/show-json $*)

$(call all,plan.txt): %/plan.txt: %/tfplan
	$(call run,SHOW,$(@:$(BUILD)/%=%),$(slot) $(call fetch,.plan) mk/bin/show-text $*)

$(call all,outputs.json): private sees = $(call seen,.state)
$(call all,outputs.json): $(B)/%/outputs.json: $(B)/%/.init
	$(call in,OUTPUT,outputs,,$(call fetch,.state))

# One line a unit and a closing line, kept as a file: a plan with nothing to do prints it without starting a program.
$(call all,summary): %/summary: %/plan.json
	mk/bin/summary $* >$@.new; mv $@.new $@

selection := $(B)/.summary$(if $(UNIT),-$(subst $(space),+,$(sort $(SELECTED))))
$(eval $(call record,$(selection).units,SELECTED))
$(selection): $(SELECTED:%=$(B)/%/summary) $(selection).units $(B)/.orphans
	mk/bin/total $(ENV) $(SELECTED:%=$(B)/%/summary) >$@.new; mv $@.new $@

# In state, but no longer in the inventory.
orphans := $(filter-out $(units),$(in_state))
$(eval $(call record,$(B)/.orphans-known,orphans))
$(B)/.orphans: private sees = $(call seen,.state)
$(B)/.orphans: $(B)/.orphans-known $(foreach u,$(orphans),$(call state_file,$u)) $(if $(orphans),$(TOOLCHAIN)/terraform)
	$(if $(orphans),$(call fetch,.state)) mk/bin/orphans $(ENV) $(B) $(orphans:%=$(STATE)/$(ENV)/%.tfstate) >$@.new; mv $@.new $@

say = $(if $(asking),,$(info $1))

.PHONY: init
init: known-unit $(SELECTED:%=$(B)/%/.init) ## Prepare Terraform's working folders

.PHONY: plan
plan: known-unit $(selection) ## Say what would change, a line a unit (VIA=terragrunt: run by Terragrunt)
	$(call say,$(file <$(selection))$(file <$(B)/.orphans))

.PHONY: show
show: known-unit $(SELECTED:%=$(B)/%/plan.txt) ## Show the plans in full; what was shown may be applied
	mk/bin/show $(SELECTED:%=$(B)/%)

.PHONY: output
output: known-unit $(foreach u,$(filter $(in_state),$(SELECTED)),$(B)/$u/outputs.json) ## Print the outputs of what is applied
	mk/bin/output $(foreach u,$(SELECTED),$(B)/$u$(if $(filter $u,$(in_state)),/outputs.json))

endif
