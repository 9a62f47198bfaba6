# render.mk: the inventory becomes units. Everything later reads what units.mk says.
#
# Provides: units, <unit>.stack .deps .providers .secrets .inputs, the unit folders $(B)/<unit>/; SELECTED, the units that
#           UNIT= names, else all; $(B)/inventory.json; unit_goals, the goals that need all this.
# Needs:    settings.mk, tools.mk.

unit_goals := config init plan show cost cost-comment prices apply destroy drift output validate secrets migrate-state lock-status lock-break restore-state
needs_units := $(filter $(unit_goals) $(B)/% apply-% destroy-% locked-apply-% locked-destroy-% migrate-%,$(MAKECMDGOALS))

ifneq ($(needs_units),)

ifneq ($(words $(ENV))$(filter $(ENVS),$(ENV)),1$(ENV))
$(error unknown ENV "$(ENV)"; $(INVENTORY)/envs/ has $(or $(sort $(ENVS)),no environment))
endif

render_command := $(YAML_TO_TFVARS) render -e $(ENV) -i $(INVENTORY) -s stacks/inventory.schema.json --state $(STATE) -o $(B)
rendering = $(render_command) $(wildcard $(INVENTORY)/secrets.yml)
$(eval $(call record,$(B)/.render,rendering))

# What would be taken for this run's should the rendering fail: later layers add to it.
outdated :=
$(B)/units.mk: $(YAML_TO_TFVARS) $(B)/.render
	$(call run,RENDER,$(ENV),rm -f $(outdated) $(if $(wildcard $@),,$(B)/.state-question); $(render_command))

include $(B)/units.mk

# A stack's or module's file that came or went: seen in the list, for no time stamp shows it reliably. Once a run. The same for a
# unit's folder that somebody removed.
ifeq ($(MAKE_RESTARTS),)
ifneq ($(words $(wildcard $(units:%=$(B)/%/links))),$(words $(units)))
$(B)/units.mk: FORCE
endif
ifeq ($(call equal,$(sort $(filter-out %.md,$(wildcard $(units.globs)))),$(sort $(units.files))),)
$(B)/units.mk: FORCE
endif
endif

# What is no unit's is read in the merged inventory: budgets, usage, what drift ignores.
$(B)/inventory.json: $(INVENTORY)/product.yml $(INVENTORY)/envs/$(ENV).yml stacks/inventory.schema.json $(YAML_TO_TFVARS)
	$(call run,MERGE,$(ENV),mkdir -p $(@D); \
	  $(YAML_TO_TFVARS) -s stacks/inventory.schema.json -o $@.new $(INVENTORY)/product.yml $(INVENTORY)/envs/$(ENV).yml; mv $@.new $@)

SELECTED := $(if $(UNIT),$(filter $(UNIT),$(units)),$(units))

# Asked for at run time, when units.mk is known to be up to date. A unit that left the inventory may still be destroyed, with
# all that this may take.
.PHONY: known-unit
known-unit:
	$(foreach u,$(filter-out $(units) $(if $(filter destroy lock-status lock-break migrate-state restore-state,$(MAKECMDGOALS)),$(in_state) $(elsewhere)),$(UNIT)),$(error \
	  unknown UNIT "$u"; $(ENV) has $(units)))

.PHONY: config
config: known-unit ## Render the inventory of ENV into build/ENV
	$(if $(asking),,$(info $(ENV): $(words $(units)) units in $(B): $(units)))

endif
