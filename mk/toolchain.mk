# toolchain.mk: finds or makes every program at its pinned version.
#
# Provides: $(TOOLCHAIN)/terraform, a stamp that names what was found, from where; $(TF_PROGRAM), a link to the program;
#           $(call packages,PURPOSE), a stamp.
# Needs:    settings.mk.
#
# The order is always: on PATH and new enough; the official release with a pinned SHA-256; the language
# registry with pinned hashes. Downloads and builds are kept once per user under $(CACHE).

TOOLCHAIN := $(BUILD)/toolchain

# Debian packages, by what needs them --------------------------------------------------------

packages.build := gcc libc6-dev libyaml-dev libpcre2-dev libjansson-dev libcurl4-openssl-dev \
  libssl-dev libexpat1-dev libmicrohttpd-dev
packages.plan  := ca-certificates curl jq unzip
packages.lint  := shellcheck yamllint cppcheck mandoc python3-venv
packages.test  := bats jq libcmocka-dev pkg-config util-linux valgrind
packages.model := spin
packages.fuzz  := clang libclang-rt-14-dev
packages.coverage := gcovr
packages.bench := hyperfine python3-venv python3-yaml time
packages.e2e   := cmake g++ libssl-dev openssl pkg-config

purposes := build plan lint test model fuzz coverage bench e2e
packages = $(TOOLCHAIN)/packages-$1
$(foreach p,$(purposes),$(eval $(call record,$(TOOLCHAIN)/wanted-$p,packages.$p)))
$(purposes:%=$(TOOLCHAIN)/packages-%): $(TOOLCHAIN)/packages-%: $(TOOLCHAIN)/wanted-%
	@mk/bin/packages $(packages.$*)
	@touch $@

# Terraform, or OpenTofu ----------------------------------------------------------------------

# TF= names the program: terraform, tofu or a path. Unset: terraform on PATH, else the official release, else OpenTofu.
TF ?=
TERRAFORM_MINIMUM := 1.11.0
TERRAFORM_RELEASE := 1.11.4
# SHA-256 of terraform_1.11.4_linux_*.zip as HashiCorp publishes them in terraform_1.11.4_SHA256SUMS
# (compared with five independent public copies of that list, 2026-11-23).
TERRAFORM_SHA256_amd64 := 1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc
TERRAFORM_SHA256_arm64 := a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633
OPENTOFU_RELEASE := 1.12.6

TF_PROGRAM := $(TOOLCHAIN)/bin/terraform
getting := CACHE='$(CACHE)' RETRY='$(RETRY)'
on_path = $(firstword $(wildcard $(addsuffix /$1,$(subst :, ,$(PATH)))))
tf_found := $(if $(findstring /,$(TF)),$(wildcard $(TF)),$(call on_path,$(or $(TF),terraform)))
tf_wanted := TF=$(TF) found=$(tf_found) minimum=$(TERRAFORM_MINIMUM) release=$(TERRAFORM_RELEASE) opentofu=$(OPENTOFU_RELEASE)
$(eval $(call record,$(TOOLCHAIN)/wanted-terraform,tf_wanted))

$(TOOLCHAIN)/terraform: $(TOOLCHAIN)/wanted-terraform $(tf_found) $(call packages,plan) $(if $(wildcard $(TF_PROGRAM)),,FORCE)
	$(call run,TOOL,terraform,$(getting) TF='$(TF)' FOUND='$(tf_found)' \
	  SHA256_amd64=$(TERRAFORM_SHA256_amd64) SHA256_arm64=$(TERRAFORM_SHA256_arm64) \
	  mk/bin/get-terraform $(TERRAFORM_MINIMUM) $(TERRAFORM_RELEASE) $(OPENTOFU_RELEASE) $(TF_PROGRAM) $@)
