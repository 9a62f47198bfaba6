# tools.mk: builds the C utilities.
#
# Provides: $(TOOLS)/<utility>/<utility> for every folder tools/<utility>/ with a main.c; $(YAML_TO_TFVARS);
#           $(VAULT_FETCH); $(COST_GATE); $(GARAGE_LOCK).
# Needs:    settings.mk, toolchain.mk.

TOOLS := $(BUILD)/tools

CC := gcc
CFLAGS := -O2 -g
CPPFLAGS :=
LDFLAGS :=
VERSION := $(file <VERSION)
c_flags := -std=c11 -D_GNU_SOURCE -Wall -Wextra -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fPIE
c_version := -DVERSION='"$(VERSION)"'
# All that any of them may use; each is linked with what it does use.
libraries := -Wl,--as-needed -lyaml -lpcre2-8 -ljansson -lcurl -lcrypto -lexpat -lmicrohttpd
c_libraries := -pie -Wl,-z,relro,-z,now $(libraries)

utilities := $(patsubst tools/%/main.c,%,$(wildcard tools/*/main.c))
lib_sources := $(wildcard tools/lib/*.c)
c_sources = $(wildcard tools/$1/*.c)
c_objects = $(patsubst tools/%.c,$2/%.o,$1)

c_compile := $(CC) $(c_flags) -Itools/lib $(CPPFLAGS) $(CFLAGS)
c_command := $(c_compile) $(c_libraries) $(LDFLAGS)
$(eval $(call record,$(TOOLS)/flags,c_command))
$(eval $(call record,$(TOOLS)/version,VERSION))

$(TOOLS)/%.o: tools/%.c $(TOOLS)/flags $(call packages,build)
	$(call run,CC,$<,mkdir -p $(@D); \
	  $(c_compile) $(if $(filter %/main.c,$<),$(c_version)) -MMD -MP -MT $@ -MF $(@:.o=.d) -c -o $@.new $<; mv $@.new $@)

$(utilities:%=$(TOOLS)/%/main.o): $(TOOLS)/version

# The objects are listed too, so that a source that was removed links again.
define utility_rules
objects.$1 := $(call c_objects,$(call c_sources,$1) $(lib_sources),$(TOOLS))
$$(eval $$(call record,$(TOOLS)/$1/objects,objects.$1))
$(TOOLS)/$1/$1: $$(objects.$1) $(TOOLS)/$1/objects
	$$(call run,LD,$1,$$(c_compile) -o $$@.new $$(objects.$1) $$(c_libraries) $$(LDFLAGS); mv $$@.new $$@)
endef
$(foreach u,$(utilities),$(eval $(call utility_rules,$u)))

YAML_TO_TFVARS := $(TOOLS)/yaml-to-tfvars/yaml-to-tfvars
VAULT_FETCH := $(TOOLS)/vault-fetch/vault-fetch
COST_GATE := $(TOOLS)/cost-gate/cost-gate
GARAGE_LOCK := $(TOOLS)/garage-lock/garage-lock

include $(wildcard $(TOOLS)/lib/*.d $(utilities:%=$(TOOLS)/%/*.d))
