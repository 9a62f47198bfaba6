# schemas.mk: the schemas that the doubles of providers serve, made again from where they come from.
#
# Provides: schemas; SCHEMA= names the one to make, else all. PROVIDERS=registry takes them from the real providers.
# Needs:    settings.mk, toolchain.mk, providers.mk (the program, and hcloud's provider, which can be built); python3 with pip.

$(if $(filter environment,$(origin SCHEMA)),$(eval undefine SCHEMA))
schemas_of := CACHE='$(CACHE)' RETRY='$(RETRY)' TF_PROGRAM='$(abspath $(TF_PROGRAM))' PROVIDERS='$(PROVIDERS)'
built := $(if $(filter registry,$(PROVIDERS)),,$(and $(filter hcloud,$(or $(SCHEMA),hcloud)),$(TOOLCHAIN)/provider-hetzner))

.PHONY: schemas
schemas: $(TOOLCHAIN)/terraform $(built) ## Make the schemas of the doubles again (SCHEMA=aws one; PROVIDERS=registry from the real providers)
	$(call run,SCHEMAS,$(or $(SCHEMA),all),$(schemas_of) HCLOUD='$(built) $(provider.hetzner)' mk/bin/schemas $(SCHEMA))
