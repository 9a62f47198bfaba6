# e2e.mk: real servers on the loopback interface, and what is tested with them.
#
# Provides: the suites of test-e2e; e2e-up, e2e-down.
# Needs:    included by test.mk, for its suite; toolchain.mk.
#
# A server is the one on PATH, else built once per user, into the cache; large ones, all but RustyVault, only where test-e2e or
# e2e-up is asked for. $(TOOLCHAIN)/<server>, a stamp, says where it is from, or `none:` and why; $(TOOLCHAIN)/bin/<server> links to it.

# Servers of Vault's API.
VAULT_RELEASE := 1.21.2
RUSTY_VAULT_RELEASE := 0.2.1

# Vault and RustyVault always, OpenBao where it is on PATH.
vaults := vault $(if $(call on_path,bao),bao) rusty-vault
# Stores of locks and states, three nodes each.
GARAGE_RELEASE := 2.5.0
CONSUL_RELEASE := 1.20.5
clusters := garage consul
servers := $(vaults) $(clusters)
release.vault := $(VAULT_RELEASE)
release.rusty-vault := $(RUSTY_VAULT_RELEASE)
release.garage := $(GARAGE_RELEASE)
release.consul := $(CONSUL_RELEASE)
builder.vault := go
builder.rusty-vault := cargo
builder.garage := cargo
builder.consul := go
program.rusty-vault := rvault

# Not empty where a large server may be built.
building := $(filter test-e2e e2e-% contention bench-lock $(RESULTS)/e2e-% $(RESULTS)/contention-%,$(MAKECMDGOALS))

# $(call server_rule,NAME)
define server_rule
found.$1 := $$(call on_path,$$(or $$(program.$1),$1))
wanted.$1 := $$(release.$1) $$(or $$(found.$1),$$(call on_path,$$(builder.$1)))
$$(eval $$(call record,$(TOOLCHAIN)/wanted-$1,wanted.$1))
$(TOOLCHAIN)/$1: $(TOOLCHAIN)/wanted-$1 $$(found.$1) $(wildcard mk/go/$1/*) $(call packages,e2e) \
  $(if $(wildcard $(TOOLCHAIN)/bin/$1),,$(if $(filter none:,$(file <$(TOOLCHAIN)/$1)),$(if $(building)$(wildcard $(CACHE)/$1/*/*),FORCE),FORCE))
	$$(call run,TOOL,$1,FOUND='$$(found.$1)' CACHE='$(CACHE)' BUILDING='$(building)' mk/bin/get-server $1 $$(release.$1) $(TOOLCHAIN)/bin/$1 $$@)
endef
$(foreach s,$(servers),$(eval $(call server_rule,$s)))

# $(call server_suite,NAME,SERVER,PREREQUISITES,COMMAND): COMMAND with SERVER; a skip where there is none.
server_suite = $(eval $(call suite,e2e-$1-$2,e2e,tests/e2e/run $(TOOLCHAIN)/$2 $3 $(call packages,test),\
  $(test_environment) tests/e2e/run $2 '$(abspath $(TOOLCHAIN)/bin/$2)' $(TOOLCHAIN)/$2 $4))

# Servers of Vault's API: bats files of them all, of those that are Vault, and the double beside the real server.
vault_files := $(wildcard tests/e2e/vault*)
vault_bats = $(call server_suite,$1,$2,$(vault_files) $(VAULT_FETCH),bats --tap tests/e2e/$1.bats)
$(foreach s,$(vaults),$(foreach t,vault vault-fetch $(if $(filter rusty-vault,$s),,vault-more vault-fetch-more),$(call vault_bats,$t,$s)))
$(if $(filter vault,$(vaults)),$(call server_suite,double,vault,$(call api_sources,vault) $(wildcard tests/doubles/vault/*.json) mk/bin/go-test,\
  mk/bin/go-test tests/doubles/vault -tags real -run LikeTheRealServer))

# Clusters: garage-lock on them, Terraform's state in them, contenders for a while, and the doubles beside them.
cluster_files := $(addprefix tests/e2e/,cluster.bash $(clusters:%=%-cluster))
lock_files := $(wildcard tests/e2e/garage-lock* tests/bats/lock.bash tests/bats/serve.bash tests/bats/setup.bash) $(GARAGE_LOCK) $(TOOLCHAIN)/terraform
relay := $(RESULTS)/relay
lock_bats = $(call server_suite,$1,$2,$(cluster_files) $(lock_files) $(contention) $(relay),env RELAY_PROGRAM='$(abspath $(relay))' bats --tap tests/e2e/$1.bats)
contend = $(cluster_files) tests/e2e/contend $(contention) $(GARAGE_LOCK)
double_of.garage := s3
double_of.consul := consul
$(foreach c,$(clusters),$(call lock_bats,garage-lock,$c)\
  $(call server_suite,state,$c,$(cluster_files) $(needs.graph) tests/e2e/state.bats tests/e2e/garage-lock.bash,bats --tap tests/e2e/state.bats)\
  $(call server_suite,contention,$c,$(contend),tests/e2e/contend -additions 160 -calm 6s)\
  $(call server_suite,double,$c,$(cluster_files) $(foreach d,$(double_of.$c) wire,$(call api_sources,$d)) mk/bin/go-test,\
    mk/bin/go-test tests/doubles/$(double_of.$c) -tags real -run LikeTheRealServer))
$(if $(filter garage,$(clusters)),$(call lock_bats,garage-lock-control,garage) $(call lock_bats,garage-lock-serve,garage))
$(if $(filter consul,$(clusters)),$(call lock_bats,garage-lock-session,consul))
$(relay): $(call api_sources,relay) $(call api_sources,wire)
	$(call run,GO,$(@F),mkdir -p $(@D); cd tests/doubles; go build -buildvcs=false -o $(abspath $@) ./relay)

# By hand ---------------------------------------------------------------------------------------------------------

e2e := $(BUILD)/e2e
.PHONY: e2e-up e2e-down
by_hand := $(firstword $(vaults)) $(clusters)
script.vault := vault-server
script.bao := vault-server
script.rusty-vault := vault-server
script.garage := garage-cluster
script.consul := consul-cluster
e2e-up: $(by_hand:%=$(TOOLCHAIN)/%) ## Start the real servers of test-e2e, to try things on (clusters=garage: not all of them)
	@$(foreach s,$(by_hand),tests/e2e/$(script.$s) up $(e2e)/$s $(TOOLCHAIN)/bin/$s && echo 'set -a; . $(e2e)/$s/env' || exit 1;)
e2e-down: ## Stop them; what they have stored stays in build/e2e
	@failed=; $(foreach s,$(by_hand),tests/e2e/$(script.$s) down $(e2e)/$s || failed=1;) [ -z "$$failed" ]
