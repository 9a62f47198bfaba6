# check.mk: formatting and validation.
#
# Provides: fmt validate.
# Needs:    plan.mk.

.PHONY: fmt
fmt: $(TOOLCHAIN)/terraform ## Format all Terraform files
	$(call run,FMT,modules stacks,$(TF_PROGRAM) fmt -recursive modules stacks)

ifneq ($(needs_units),)
.PHONY: validate $(units:%=validate-%)
validate: known-unit $(SELECTED:%=validate-%) ## Check the inventory against its schema and each unit's Terraform
$(units:%=validate-%): validate-%: $(B)/%/.init
	$(call run,VALIDATE,$(ENV)/$*,$(slot) mk/bin/validate $(B)/$*)
endif
