# cost.mk: what the plans cost a month, by Infracost where it is on PATH and by the price books, and the budgets.
#
# Provides: cost cost-comment prices; $(B)/<unit>/cost.json cost.md, and of all of them $(B)/cost.json cost.md cost.txt (with UNIT=
#           $(B)/cost-<units>.json …; with COMPARE=REVISION $(B)/cost-<revision>.json …); $(STATE)/<env>/cost-history.json.
# Needs:    tools.mk, render.mk, secrets.mk, plan.mk.

ifneq ($(needs_units),)

infracost_program := $(firstword $(wildcard $(addsuffix /infracost,$(subst :, ,$(PATH)))))
infracost_clouds := aws azure gcp
cost_inputs := $(B)/inventory.json $(B)/.today $(wildcard stacks/prices/*.json) $(COST_GATE)

# The date is an input, too: overrides of budgets expire, and prices age.
$(B)/.today: $(if $(asking),,FORCE)
	mkdir -p $(@D); today=$$(date -u +%F); [ "$$today" = "$$(cat $@ 2>/dev/null)" ] || echo "$$today" >$@

# Infracost knows three clouds, and what they cost today. What it cannot say, the price books do: its failure is told, also in
# the report, leaves an empty file, and is no answer to keep: it is asked again.
with_infracost := $(if $(infracost_program),$(foreach u,$(units),$(if $(filter $(infracost_clouds),$($u.providers)),$u)))
$(with_infracost:%=$(B)/%/infracost.json): $(B)/%/infracost.json: $(B)/%/plan.json $(B)/.today
	$(call run,PRICE,$(ENV)/$*,$(slot) mk/bin/infracost $(B)/$* $(infracost_program))
$(patsubst %.failed,%.json,$(wildcard $(with_infracost:%=$(B)/%/infracost.failed))): FORCE
$(foreach u,$(with_infracost),$(eval $(B)/$u/cost.json: $(B)/$u/infracost.json))
$(eval $(call record,$(B)/.with-infracost,with_infracost))

# What is in state and in no plan, for its unit left the inventory, costs on, and nobody here counts it.
$(B)/.cost-orphans: $(B)/.orphans
	sed 's/; make destroy/, whose cost is not counted; make destroy/' $< >$@.new; mv $@.new $@
of_all := $(if $(UNIT),--partial,--warning=@$(B)/.cost-orphans)

# $(call cost,OUT,UNITS,OPTIONS): OUT.json, OUT.md and OUT.txt of UNITS. Over budget they are there all the same.
cost = $(call run,COST,$1,COST_GATE=$(COST_GATE) WITH_INFRACOST='$(with_infracost)' mk/bin/cost $(B) $1 '$3' $2)

$(call all,cost.json): $(B)/%/cost.json: $(B)/%/plan.json $(cost_inputs) $(B)/.with-infracost
	$(call cost,$(B)/$*/cost,$*,--partial)
$(call all,cost.md): %/cost.md: %/cost.json ;

cost_report := $(B)/cost$(if $(UNIT),-$(subst $(space),+,$(sort $(SELECTED))))
$(eval $(call record,$(cost_report).units,SELECTED))
$(cost_report).json: $(SELECTED:%=$(B)/%/cost.json) $(cost_report).units $(cost_inputs) $(B)/.cost-orphans
	$(call cost,$(cost_report),$(SELECTED),$(of_all) $(if $(UNIT),,--history=$(STATE)/$(ENV)/cost-history.json))
$(cost_report).md $(cost_report).txt: $(cost_report).json ;

over = $(if $(file <$1.breaches),$(error over budget: $(file <$1.breaches); see $1.md))

.PHONY: cost
ifeq ($(COMPARE),)
cost: known-unit $(cost_report).json ## Say what the plans cost a month; fails when over budget (COMPARE=main: beside another revision)
	$(call say,$(file <$(cost_report).summary))
	$(if $(asking),,$(call over,$(cost_report)))
else
# A recipe of its own for what is read after it: make expands all lines of a recipe before it runs the first.
compared := $(B)/cost-$(subst /,-,$(COMPARE))
.PHONY: compare
# The other revision is planned by a make of its own, which says who of its recipes sees what. It has nothing to comment.
compare: private sees = $(filter-out $(comment_tokens),$(credentials))
compare: known-unit $(SELECTED:%=$(B)/%/plan.json) $(cost_inputs) $(B)/.cost-orphans
	$(call run,COMPARE,$(ENV) with $(COMPARE),COST_GATE=$(COST_GATE) \
	  mk/bin/compare '$(COMPARE)' $(B) $(STATE) '$(of_all)' $(SELECTED))
cost: compare
	$(info $(file <$(compared).summary))
	$(call over,$(compared))
endif

# Over budget there is a comment all the same: it is `cost` that fails.
.PHONY: cost-comment
cost-comment: private sees = $(call seen,.comment)
cost-comment: known-unit $(if $(COMPARE),compare,$(cost_report).json) $(VAULT_FETCH) ## Say what make cost says in a comment of the pull or merge request (PR=number: by hand)
	$(call run,COMMENT,$(ENV),PR='$(PR)' $(call fetch,.comment) mk/bin/cost-comment $(if $(COMPARE),$(compared),$(cost_report)).md)

# Books are of no environment, a token may be: ENV= says whose. Oracle asks for none and does not wait for it. A name that no
# unit can have.
.prices.providers := hetzner
.PHONY: prices
prices: private sees = $(call seen,.prices)
prices: $(VAULT_FETCH) $(call packages,plan) ## Ask Oracle and Hetzner for today's prices and show what changes (YES=1: write it)
	@export YES='$(YES)'; failed=0; mk/bin/prices stacks/prices oci || failed=1; \
	  $(call fetch,.prices) mk/bin/prices stacks/prices hetzner || failed=1; exit $$failed

endif
