# providers.mk: finds or makes every Terraform provider at its pinned version.
#
# Provides: providers, the table; $(TOOLCHAIN)/provider-<folder>, stamps that name how it was found and in which mirror;
#           $(TOOLCHAIN)/double-<folder>, the same of its schema double.
# Needs:    settings.mk, toolchain.mk.
#
# The order: the registry; the provider's Go module at the hashes of mk/go/; and only where the user says so
# (PROVIDERS=double) a schema double, which plans like the provider and reaches nothing. PROVIDERS=registry: nothing else.

# PROVIDERS= is read here alone; what the shell may have left in it does not count.
$(if $(filter environment,$(origin PROVIDERS)),$(eval undefine PROVIDERS))
ifneq ($(filter-out double registry,$(PROVIDERS)),)
$(error PROVIDERS is double or registry, not "$(PROVIDERS)")
endif

# By the name of the folders in modules/<kind>/: the registry's source and the version, which is that of the schema in
# tests/doubles/schemas/. Where the provider can be built: its Go module.
providers := aws azure cloudflare consul garage gcp heroku hetzner ldap letsencrypt management nomad oci vault
provider.aws := hashicorp/aws 6.25.0
provider.azure := hashicorp/azurerm 4.55.0
provider.cloudflare := cloudflare/cloudflare 5.14.0
provider.consul := hashicorp/consul 2.22.1
provider.garage := jkossis/garage 1.0.5
provider.gcp := hashicorp/google 6.50.0
provider.heroku := heroku/heroku 5.3.2
provider.hetzner := hetznercloud/hcloud 1.60.1
provider.ldap := l-with/ldap 0.15.0
provider.letsencrypt := vancluever/acme 2.39.0
provider.management := hashicorp/dns 3.4.3
provider.nomad := hashicorp/nomad 2.5.2
provider.oci := oracle/oci 7.19.0
provider.vault := hashicorp/vault 5.6.0

provider.hetzner.module := github.com/hetznercloud/terraform-provider-hcloud

# What each reads from the environment to log in (their documentation, 2026-11-25). letsencrypt proves names with the
# credentials of the zone's own provider: a unit's `secrets` names them.
provider.aws.credentials := AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
provider.azure.credentials := ARM_SUBSCRIPTION_ID ARM_TENANT_ID ARM_CLIENT_ID ARM_CLIENT_SECRET
provider.cloudflare.credentials := CLOUDFLARE_API_TOKEN
provider.consul.credentials := CONSUL_HTTP_ADDR CONSUL_HTTP_TOKEN
provider.garage.credentials := GARAGE_ENDPOINT GARAGE_TOKEN
provider.gcp.credentials := GOOGLE_CREDENTIALS GOOGLE_PROJECT
provider.heroku.credentials := HEROKU_API_KEY
provider.hetzner.credentials := HCLOUD_TOKEN
provider.ldap.credentials := LDAP_HOST LDAP_PORT LDAP_BIND_USER LDAP_BIND_PASSWORD
provider.management.credentials := DNS_UPDATE_SERVER DNS_UPDATE_KEYNAME DNS_UPDATE_KEYALGORITHM DNS_UPDATE_KEYSECRET
provider.nomad.credentials := NOMAD_ADDR NOMAD_TOKEN
provider.oci.credentials := OCI_TENANCY_OCID OCI_USER_OCID OCI_FINGERPRINT OCI_PRIVATE_KEY
provider.vault.credentials := VAULT_ADDR VAULT_NAMESPACE VAULT_TOKEN

# A TF_CLI_CONFIG_FILE that says where providers come from is the user's word; one that does not exist says nothing.
tf_config := $(filter-out /dev/null,$(wildcard $(or $(TF_CLI_CONFIG_FILE),$(HOME)/.terraformrc)))
ifeq ($(tf_config),)
export TF_CLI_CONFIG_FILE := /dev/null
endif

# PROVIDERS=double changes nothing for a provider that can be built.
define provider_rules
provider_wanted.$1 := $(provider.$1) config=$(tf_config) \
  $(if $(or $(filter registry,$(PROVIDERS)),$(if $(provider.$1.module),,$(PROVIDERS))),only=$(PROVIDERS))
$$(eval $$(call record,$(TOOLCHAIN)/wanted-provider-$1,provider_wanted.$1))
$(TOOLCHAIN)/provider-$1: $(TOOLCHAIN)/wanted-provider-$1 $(TOOLCHAIN)/terraform $(wildcard stacks/locks/$1.hcl) $(tf_config) \
  $(if $(wildcard $(CACHE)/mirror),,FORCE)
	$$(call run,PROVIDER,$(firstword $(provider.$1)),$(getting) TF_CONFIG='$(tf_config)' PROVIDERS='$(PROVIDERS)' \
	  DOUBLES='$(abspath $(DOUBLES))' mk/bin/get-provider $1 $(provider.$1) '$(provider.$1.module)' $(TF_PROGRAM) $$@)
$(TOOLCHAIN)/double-$1: $(DOUBLES)/provider $(TOOLCHAIN)/wanted-provider-$1
	mk/bin/get-double $(provider.$1) $(abspath $(DOUBLES)) $$@
ifneq ($(if $(provider.$1.module),,$(filter double,$(PROVIDERS))),)
$(TOOLCHAIN)/provider-$1: $(DOUBLES)/provider
endif
endef

# The program that serves every provider's schema: one binary under as many names as there are providers.
DOUBLES := $(BUILD)/doubles
double_sources := $(wildcard tests/doubles/go.* $(patsubst %,tests/doubles/%,provider/*.go provider/*/*.go schemas/*.go schemas/*.json rules/*))
$(DOUBLES)/provider: $(double_sources)
	$(call run,GO,schema double,mkdir -p $(@D); cd tests/doubles; \
	  go build -trimpath -buildvcs=false -ldflags='-s -w' -o $(abspath $@.new) ./provider; mv $(abspath $@.new) $(abspath $@))

$(foreach p,$(providers),$(eval $(call provider_rules,$p)))
