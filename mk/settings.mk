# settings.mk: what a user may set, how recipes run, what they print.
#
# Provides: ENV UNIT BUILD STATE INVENTORY CACHE; $(call run,VERB,SUBJECT,COMMAND);
#           record (settings as files); FORCE.
# Needs:    GNU Make 4.3, bash.

ifneq ($(firstword $(sort 4.3 $(MAKE_VERSION))),4.3)
$(error GNU Make 4.3 or newer is needed, this is $(MAKE_VERSION))
endif

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules --no-builtin-variables --output-sync=target
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: FORCE

# What the user may set --------------------------------------------------------------------

INVENTORY := inventory
BUILD := build
STATE := state

# The environments there are. An ENV inherited from the shell is some other program's unless one of ours has that name.
ENVS := $(patsubst $(INVENTORY)/envs/%.yml,%,$(wildcard $(INVENTORY)/envs/*.yml))
ifneq ($(filter environment%,$(origin ENV)),)
ifeq ($(filter $(ENVS),$(ENV)),)
override ENV := dev
endif
endif
ENV ?= dev

B := $(BUILD)/$(ENV)
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/infrastructure-template

# UNIT= V= WHY= YES= RETRY= VIA= OFFLINE= PR= ID= FORCE= REASON= ACCEPT= ENTRY= and TF= are read where they are used; here they lose what the shell may have left in them.
$(foreach v,UNIT V WHY YES RETRY VIA COMPARE OFFLINE PR ID FORCE REASON ACCEPT ENTRY,$(if $(filter environment,$(origin $v)),$(eval undefine $v)))

comma := ,
space := $(subst ,, )

# How recipes run --------------------------------------------------------------------------

# The letters of MAKEFLAGS, to know -q and -n from the rest.
flags := $(firstword -$(MAKEFLAGS))
asking := $(findstring q,$(flags))

# Recipes under --output-sync have no terminal of their own: MAKE_TERMOUT says whether make has one.
colour := $(and $(MAKE_TERMOUT),$(if $(NO_COLOR),,yes))
verb := $(if $(colour),\033[1m%-9s\033[0m,%-9s)
# Short output by default, kbuild style. Silent also about targets that are up to date: their lines say it.
loud := $(filter-out 0,$(V))
MAKEFLAGS += $(if $(loud),,--silent)

# $(call run,VERB,SUBJECT,COMMAND): one short line, then COMMAND; V=1 shows the command, WHY=1 what was newer.
run = $(if $(loud),,printf '  $(verb)%s\n' '$1' '$2';)$(why) $3
why = $(if $(WHY),printf '           because of: %s\n' '$(or $(strip $?),a missing file or a changed setting)';)

# Heavy recipes take one of as many slots as there are cores, so that a bare -j is no slower than -j$(nproc).
slot := BUILD=$(BUILD) mk/bin/slot

# Settings as files ------------------------------------------------------------------------

# Equal to the letter: findstring both ways, so that a % is no wildcard.
equal = $(and $(findstring <$1>,<$2>),$(findstring <$2>,<$1>))

# $(eval $(call record,FILE,VARIABLE)): FILE holds the value of VARIABLE; it is remade, and with it all
# that depends on it, only when the value is another. Compared here at parse: no process, no FORCE. No newline at
# its end, which GNU Make 4.3 does not always take off when it reads a file of some length.
define record
$(if $(call equal,$(file <$1),$($2)),,$1: FORCE)
$1: export RECORDED = $$($2)
$1: ; @umask 077; mkdir -p $$(@D); printf '%s' "$$$$RECORDED" >$$@.new; mv $$@.new $$@
endef
