# fuzz.mk: what tests of the C code leave out: inputs nobody thought of, and lines that no test reaches.
#
# Provides: fuzz coverage; the suites seeds-*, which replay the fuzz targets' seeds without a fuzzer.
# Needs:    included by test.mk, for its suite and the sanitized objects; clang for fuzz, gcovr for coverage.

fuzz_targets := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS := 60
found := $(RESULTS)/fuzz
seeds = $(wildcard tests/fuzz/corpus/$1/*)
fuzz_flags := -O1 -g -std=c11 -D_GNU_SOURCE -fsanitize=fuzzer,address,undefined -Itools/lib $(utilities:%=-Itools/%)

$(RESULTS)/unit/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(wildcard tests/fuzz/*.h) $(sanitized)
	$(call run,CC,$<,$(slot) $(CC) $(unit_flags) -o $@.new $(filter %.c %.o,$^) $(c_libraries); mv $@.new $@)
$(foreach t,$(fuzz_targets),$(eval $(call suite,seeds-$t,unit,$(RESULTS)/unit/replay_$t $(call seeds,$t),\
  $(RESULTS)/unit/replay_$t $(call seeds,$t))))

$(found)/%: tests/fuzz/fuzz_%.c $(wildcard tests/fuzz/*.h) $(testable) $(call packages,fuzz)
	$(call run,CC,$< (fuzzer),mkdir -p $(@D); $(slot) clang $(fuzz_flags) -o $@.new $(filter %.c,$^) $(libraries); mv $@.new $@)

.PHONY: fuzz $(fuzz_targets:%=fuzz-%) coverage
fuzz: $(fuzz_targets:%=fuzz-%) ## Look for inputs that break the parsers (FUZZ_SECONDS=60 each)
$(fuzz_targets:%=fuzz-%): fuzz-%: $(found)/%
	$(call run,FUZZ,$*,mkdir -p $(found)/corpus/$*; \
	  $(slot) $< -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 -artifact_prefix=$(found)/ \
	    $(found)/corpus/$* tests/fuzz/corpus/$* >$(found)/$*.log 2>&1 || { tail -n 40 $(found)/$*.log; exit 1; }; \
	  sed -n '$$s/^/           /p' $(found)/$*.log)

# The unit and command-line tests once more, on code that counts its lines. Where a test lets a program write nothing, its
# counts cannot be written either; what gcov says of that is not the program's.
counted := $(BUILD)/coverage
counting := -O0 -g --coverage
counted_tests := $(patsubst %,$(counted)/test/cli-%.tap,$(filter 1% 2%,$(bats_tests)))
coverage: $(call packages,coverage) ## Say which lines of the C code the tests reach; fails below 90 %
	rm -rf $(counted)/test; mkdir -p $(counted); find $(counted) -name '*.gcda' -delete
	GCOV_ERROR_FILE='$(CURDIR)/$(counted)/gcov.log' $(MAKE) BUILD=$(counted) CFLAGS='$(counting)' LDFLAGS=--coverage sanitize='$(counting)' test-unit $(counted_tests)
	gcovr --root . --object-directory $(counted) --filter tools/ --exclude-throw-branches --fail-under-line 90 --sort-percentage
