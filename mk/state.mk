# state.mk: where states are, and which units have one.
#
# Provides: in_state, the units that have a state; $(call state_of,UNIT), what it is called where it is;
#           $(call state_file,UNIT), a file that is another when the state is; outputs.<unit>, where one has outputs;
#           elsewhere, the units whose state is not where the inventory says; migrate-state. For scripts: STATE_ETAGS, STATE_LOCK.
# Needs:    settings.mk, tools.mk, render.mk, secrets.mk.
#
# A local state is a file, which make sees. For others one process asks for the ETags of all at once, while makefiles are
# read: $(B)/<unit>/.etag holds the last answer, and has a new time only when that is another. docs/state.md says what users do.

ifneq ($(needs_units),)

state_backend := $(or $(state.backend),local)
remembered = $(patsubst $(STATE)/$(ENV)/%$1,%,$(wildcard $(STATE)/$(ENV)/*$1))
seen_once := $(foreach p,garage consul served,$(call remembered,.$p.json))

ifeq ($(state_backend),local)

# A move to here that was cut short has left both: which of them is the newer one, migrate-state finds.
in_state := $(call remembered,.tfstate)
elsewhere := $(sort $(seen_once))
state_of = $(STATE)/$(ENV)/$1.tfstate
state_file = $(state_of)

else

state_of = $(state.prefix)/$1.tfstate
state_file = $(B)/$1/.etag
state_store.garage := -s garage --endpoint=$(state.endpoint) --region=$(state.region) --state-bucket=$(state.bucket)
state_store.consul := -s consul --address=$(state.address)
export STATE_LOCK = $(lock_store.$(state_backend)) -k $(lock_prefix)
export STATE_PROGRAM := $(abspath $(GARAGE_LOCK))
export STATE_ETAGS := $(STATE_PROGRAM) etags $(state_store.$(state_backend)) $(if $(filter served,$(state.writes)),--served) --prefix=$(state.prefix)

# Those of the inventory, and those that were found beside them when this folder was new.
answered := $(patsubst $(B)/%/.etag,%,$(wildcard $(B)/*/.etag))
asked_for := $(sort $(units) $(file <$(B)/.state-found) $(answered))

ifneq ($(filter-out config init validate secrets,$(needs_units)),)
state_question := $(STATE_ETAGS) $(asked_for)
$(eval $(call record,$(B)/.state-question,state_question))

# Asked once a run, and again where another question comes out of what was rendered meanwhile. Make starts over when the answer
# was another. No prerequisite: units.mk, which is read too: make 4.3 does not start over for one that was remade as such.
#
# Make comes to this before it renders. With an inventory that is newer than what was rendered of it, the question may be the
# wrong one, or fail for what has just been mended: it is put off until make has rendered and started over.
$(B)/.in-state.mk: private sees = $(call seen,.state)
$(B)/.in-state.mk: $(B)/.state-question $(GARAGE_LOCK) $(if $(MAKE_RESTARTS),,FORCE) | $(B)/.render $(if $(call fetched,.state),$(VAULT_FETCH))
	for input in $(units.inputs) $(B)/.render; do \
	    if [ ! -e "$$input" ] || [ "$$input" -nt $(B)/units.mk ]; then exec rm -f $(B)/.state-question; fi; done; \
	  $(call fetch,.state,$(planning)) mk/bin/etags $(B) $@ '$(state_backend)' '$(state.endpoint)$(state.address)' '$(state.region)' '$(state.bucket)' $(state.prefix) $(asked_for)

include $(B)/.in-state.mk
else
in_state := $(answered)
endif

# There is a file of state here, or there was one there.
elsewhere := $(sort $(call remembered,.tfstate) $(filter-out $(in_state),$(seen_once)))

endif

# What is in state decides two things: whose outputs are real, and which plans hang on a state.
$(foreach u,$(in_state),$(eval outputs.$u := $(B)/$u/outputs.json))

# Where its state was last seen: in a file, unless that is what the inventory says, else as this machine remembers.
seen_in = $(or $(if $(filter local,$(state_backend)),,$(wildcard $(STATE)/$(ENV)/$1.tfstate)),$(wildcard $(foreach p,garage consul served,$(STATE)/$(ENV)/$1.$p.json)))

# A plan would make everything anew.
misplaced := $(if $(filter plan show cost cost-comment apply destroy drift output,$(MAKECMDGOALS)),$(filter $(elsewhere),$(SELECTED)))
misplaced-state:
	$(foreach u,$(misplaced),$(error $u: its state is where $(call seen_in,$u) is or says, not where the inventory does ($(state_backend)); \
	  first: make migrate-state ENV=$(ENV) UNIT=$u))
.PHONY: misplaced-state
known-unit: misplaced-state

# Moving -----------------------------------------------------------------------------------------------------------

.PHONY: migrate-state
migrating := $(filter $(elsewhere),$(or $(UNIT),$(units)))
migrate-state: known-unit $(migrating:%=migrate-%) ## Move state to where the inventory says, from where it was last seen
	$(if $(migrating),,$(info $(ENV): no state to move: the inventory says $(state_backend)))

.PHONY: $(migrating:%=migrate-%)
$(migrating:%=migrate-%): private sees = $(call seen,.move) $(lock_seen)
$(migrating:%=migrate-%): migrate-%: known-unit $(VAULT_FETCH) $(GARAGE_LOCK) $(TOOLCHAIN)/terraform
	$(call lock,$*,migrate-state) $(call fetch,.move) mk/bin/migrate-state $(ENV) $(B)/$* $(STATE)/$(ENV)/$*.tfstate $(GARAGE_LOCK)

endif
