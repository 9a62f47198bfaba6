# terragrunt.mk: VIA=terragrunt, the same plans made by one `terragrunt run --all plan`.
#
# Provides: the recipe of all tfplan files, in place of plan.mk's own.
# Needs:    included by plan.mk; terragrunt on PATH.

ifeq ($(call on_path,terragrunt),)
$(error VIA=terragrunt: no terragrunt on PATH; its project page says how to install it, or leave VIA out)
endif

$(SELECTED:%=$(B)/%/tfplan): private sees = $(call seen,$(SELECTED))
$(SELECTED:%=$(B)/%/tfplan) &: $(SELECTED:%=$(B)/%/.init)
	$(call run,TERRAGRUNT,$(ENV),$(call fetch,$(SELECTED),$(planning)) mk/bin/terragrunt-plan $(B) $(STATE)/$(ENV) '$(wildcard $(TOOLCHAIN)/provider-*)' \
	  '$(UNIT)' '$(filter $(in_state),$(SELECTED))' $(SELECTED))
