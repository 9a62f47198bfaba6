# secrets.mk: who sees which credential.
#
# Provides: $(call fetch,UNITS,OPTIONS), what runs the command behind it with the secrets of these units;
#           $(call seen,UNITS), for the variable `sees` of a target whose recipe needs that; secrets.
# Needs:    settings.mk, providers.mk, tools.mk, render.mk.
#
# The values come from where inventory/secrets.yml says, each time anew and in the environment alone. Recipes run without
# any credential, also without those of the caller's own environment: a target whose recipe needs some says so in `sees`,
# privately, or its prerequisites would see them too.

# What vault-fetch itself logs in with, and what says where.
vault_fetch_own := VAULT_ADDR VAULT_NAMESPACE VAULT_TOKEN VAULT_ROLE_ID VAULT_SECRET_ID VAULT_WRAPPED_SECRET_ID VAULT_ID_TOKEN \
  VAULT_CLIENT_CERT VAULT_CLIENT_KEY OP_SERVICE_ACCOUNT_TOKEN OP_CONNECT_HOST OP_CONNECT_TOKEN \
  ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN

# What cost-comment posts with, on the host whose CI runs it: a unit to what follows, by a name that no unit can have.
comment_tokens := GITHUB_TOKEN GITLAB_TOKEN
.comment.secrets := $(if $(GITHUB_REPOSITORY),GITHUB_TOKEN,GITLAB_TOKEN)

# What states and locks in Garage or Consul are reached with.
state_credentials.garage := GARAGE_ACCESS_KEY_ID GARAGE_SECRET_ACCESS_KEY
state_credentials.served := $(state_credentials.garage)
state_credentials.consul := CONSUL_HTTP_TOKEN
state_credentials := $(state_credentials.garage) $(state_credentials.consul)

# What OpenTofu encrypts state and plans with, where that is the program; Terraform does not encrypt.
encryption_secrets := TF_ENCRYPTION_PASSPHRASE TF_ENCRYPTION
encryption = $(if $(filter opentofu,$(file <$(TOOLCHAIN)/terraform)),$(encryption_secrets))

credentials = $(foreach p,$(providers),$(provider.$p.credentials)) $(units.secrets) $(units.secrets_from) $(vault_fetch_own) \
  $(comment_tokens) $(state_credentials) $(encryption_secrets)
sees :=
SHELL := env
.SHELLFLAGS = $(patsubst %,-u %,$(filter-out $(sees),$(sort $(credentials)))) bash -euo pipefail -c

# A unit wants what its providers read from the environment, what its stack and its own `secrets` name, and what its state
# is reached with. Who only reads or moves state wants less, by a name that no unit can have.
# A move, in whose recipe $* is the unit, wants what its two places are reached with.
.state.secrets = $(state_credentials.$(state.backend)) $(encryption)
.move.secrets = $(foreach p,$(state.backend) $(foreach q,garage served consul,$(if $(wildcard $(STATE)/$(ENV)/$*.$q.json),$q)),$(state_credentials.$p)) $(encryption)
.plan.secrets = $(encryption)
wanted = $(foreach u,$1,$(foreach p,$(filter $(providers),$($u.providers)),$(provider.$p.credentials)) $($u.secrets) \
  $(if $(filter .%,$u),,$(.state.secrets)))
fetched = $(sort $(filter $(units.secrets),$(wanted)))
seen = $(wanted) $(if $(fetched),$(units.secrets) $(units.secrets_from) $(vault_fetch_own))

SECRETS := $(INVENTORY)/secrets.yml
vault_fetch = $(VAULT_FETCH) -f $(SECRETS) -e $(ENV)
fetch = $(if $(fetched),$(vault_fetch) --only $(subst $(space),$(comma),$(fetched)) $2 --)
# What a plan makes do with. OFFLINE=1 asks no server for secrets.
planning := --placeholders $(if $(OFFLINE),--offline)

ifneq ($(needs_units),)

unlisted = $(sort $(filter-out $(units.secrets),$(call wanted,$(SELECTED))))
.PHONY: secrets
secrets: private sees = $(call seen,$(SELECTED))
secrets: known-unit $(VAULT_FETCH) ## Say where each secret of ENV would come from (OFFLINE=1: asking no server)
	$(if $(call wanted,$(SELECTED)),,printf '%s: no unit needs a secret\n' '$(ENV)')
	$(if $(unlisted),mk/bin/unlisted $(SECRETS) '$(units.secrets)' $(unlisted))
	$(if $(call fetched,$(SELECTED)),$(call fetch,$(SELECTED),$(planning) --check))

endif
