# lock.mk: one unit, one change at a time, wherever its state is.
#
# Provides: $(call lock,UNIT,OPERATION), what runs the command behind it while nobody else changes UNIT;
#           $(call lock_seen), for the variable `sees` of a target whose recipe locks; lock-status, lock-break, restore-state.
# Needs:    settings.mk, tools.mk, render.mk, secrets.mk, state.mk. What makes a target of `lock` depends on $(GARAGE_LOCK).
#
# `apply`, `destroy` and `migrate-state` lock; what only reads does not. docs/locks.md says what a user sees of it.

ifneq ($(needs_units),)

# What the user may set: how long to wait for somebody else, and for how long a holder that crashed keeps others waiting.
# The latter is at least twice what Terraform needs to end in good order, for half of it is gone when it is told to.
LOCK_WAIT := 60s
LOCK_TTL := 5m
ifneq ($(filter-out 0% 1m 2m 3m 4m,$(filter %m %h,$(firstword $(LOCK_TTL)))),$(or $(LOCK_TTL),5m))
$(error LOCK_TTL is 5m or more, in whole minutes (m) or hours (h), not "$(LOCK_TTL)")
endif
# The name that tests use for a shorter one.
lock_ttl := $(LOCK_TTL)

lock_credentials := $(state_credentials.$(state_backend))

# Where the locks are. A folder of state has the units of one product only, a bucket or Consul may have more.
lock_store.local := -s file -d $(STATE)
lock_store.garage := -s garage --endpoint=$(state.endpoint) --bucket=$(state.lock_bucket) --region=$(state.region)
lock_store.consul := -s consul --address=$(state.address)
lock_prefix := $(if $(filter local,$(state_backend)),$(ENV),$(state.prefix))
lock_at = -k $(lock_prefix)/$1 $(lock_store.$(state_backend))

# garage-lock compares the state with the one that the last holder left, and keeps each in the history. Where it stops for
# another one, ACCEPT= takes the one that is there, by its ETag; restore-state replaces it by one of the history.
lock_state.garage = --state=$(call state_of,$1) --state-bucket=$(state.bucket) $(if $(call served,$1),--serve,$(lock_accept) $(call lock_late,$1))
# Also while it moves away from there. What is served needs no record: garage-lock knows what it has written.
served = $(or $(filter served,$(state.writes)),$(and $(filter migrate-%,$@),$(wildcard $(STATE)/$(ENV)/$1.served.json)))
lock_state.consul = --state=$(call state_of,$1) $(lock_accept) $(call lock_late,$1)
lock_accept = $(if $(ACCEPT),--accept='$(ACCEPT)') $(if $(filter restore-state,$(MAKECMDGOALS)),--restore='$(ENTRY)')
# What Terraform sends may land late, also when it is killed below a make that ends in good order. A copy is one, and nothing else.
lock_late = $(if $(filter migrate-%,$@),--as-is,--unsaved=$(B)/$1/errored.tfstate --in-flight=$(B)/$1/.in-flight)

# Of two that fetch secrets the outer one has those of the lock alone: whoever waits for it, for minutes perhaps, holds none
# of the unit's. These are fetched by the recipes within, which therefore need the login.
lock_fetched = $(filter $(units.secrets),$(lock_credentials))
lock_seen = $(lock_credentials) $(if $(lock_fetched),$(units.secrets) $(units.secrets_from) $(vault_fetch_own))
lock_fetch = $(if $(lock_fetched),$(vault_fetch) --only $(subst $(space),$(comma),$(lock_fetched)) --keep-login --)

# The last command of a recipe, which becomes it: no shell stands between make and what has to hear of a signal. When make
# itself is killed, it hears of that too, and Terraform is asked to end.
lock = exec setpriv --pdeathsig TERM $(lock_fetch) mk/bin/locked $(ENV) $(B)/$1 \
  $(GARAGE_LOCK) run $(call lock_at,$1) $(call lock_state.$(state_backend),$1) -t $(lock_ttl) -w $(LOCK_WAIT) -o $2 --

# Units in state that left the inventory have locks, too.
lockable := $(if $(UNIT),$(UNIT),$(sort $(units) $(in_state)))

.PHONY: lock-status lock-break restore-state
lock-status lock-break restore-state: private sees = $(lock_seen)
lock-status: known-unit $(GARAGE_LOCK) $(if $(lock_fetched),$(VAULT_FETCH)) ## Say who holds the lock of which unit, and who waits
	$(lock_fetch) mk/bin/lock-status $(GARAGE_LOCK) $(lock_prefix) '$(lock_store.$(state_backend))' $(lockable)

lock-break: known-unit $(GARAGE_LOCK) $(if $(lock_fetched),$(VAULT_FETCH)) ## End the lock of UNIT= whose holder cannot, by its ID= (FORCE=1: though alive; REASON=)
	$(if $(filter 1,$(words $(UNIT))),,$(error lock-break wants one UNIT=))
	$(if $(ID),,$(error lock-break wants the ID= of the holder, as make lock-status says it))
	$(lock_fetch) mk/bin/lock-break $(GARAGE_LOCK) $(B) $(UNIT) '$(call lock_at,$(UNIT))'

restore-state: known-unit $(GARAGE_LOCK) $(if $(lock_fetched),$(VAULT_FETCH)) ## Put an ENTRY= of the history in the place of the state of UNIT= that is there, whose ETag is ACCEPT=
	$(if $(filter 1,$(words $(UNIT))),,$(error restore-state wants one UNIT=))
	$(if $(and $(ENTRY),$(ACCEPT)),,$(error restore-state wants ENTRY= and ACCEPT=, as garage-lock names them when it stops))
	$(if $(call lock_state.$(state_backend),$(UNIT)),,$(error $(UNIT): a state in a file has no history; Terraform keeps the one before in $(call state_of,$(UNIT)).backup))
	$(if $(call served,$(UNIT)),$(error $(UNIT): what garage-lock serves, it has itself: docs/state.md, Direct or served))
	$(call lock,$(UNIT),restore-state) true

endif
