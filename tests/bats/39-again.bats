#!/usr/bin/env bats
# 39-again: which suites of test-modules a change makes run again.

load setup
load graph

setup() {
	product "$BATS_TEST_TMPDIR/product" "$ROOT"
	mkdir build/test
	for stack in stacks/*/stack.yml; do
		stack=${stack%/*}
		linked "${stack##*/}"
	done
}

# linked STACK PATTERN…: what the last test of the stack linked, beside the stack itself.
linked() { printf '%s ' "stacks/$1/*" "${@:2}" >"build/test/stack-$1.linked"; }

# again FILE: the suites that hang on it, by make's own word.
again() {
	make --print-data-base --dry-run test-modules 2>/dev/null |
		sed -n "s,^build/test/\(modules\|module-[^:]*\|stack-[^:]*\)\.tap:\(.* \)\?$1\( .*\)\?\$,\1,p" | sort | paste -sd ' '
}

@test "a module's file is tested by its own suite, by the stacks that linked it, and by what compares modules" {
	linked compute 'modules/compute/hetzner/*' 'modules/providers/hetzner/*'
	[ "$(again modules/compute/aws/main.tf)" = "module-compute-aws modules" ]
	[ "$(again modules/compute/hetzner/main.tf)" = "module-compute-hetzner modules stack-compute" ]
	[ "$(again modules/compute/hetzner/.)" = "module-compute-hetzner stack-compute" ]
	[[ " $(again modules/providers/hetzner/regions.tf) " == *" module-storage-hetzner "*" stack-compute "* ]]
	[ "$(again stacks/vpn/main.tf)" = "modules stack-vpn" ]
	[[ "$(again stacks/inventory.schema.json)" == "modules stack-backup "*" stack-vpn" ]]
}

@test "a stack that left no word of what it linked is tested after any change of modules or stacks" {
	rm build/test/stack-compute.linked
	[ "$(again modules/compute/aws/main.tf)" = "module-compute-aws modules stack-compute" ]
	[ "$(again modules/context.tf)" = "modules stack-compute" ]
	[ "$(again stacks/vpn/main.tf)" = "modules stack-compute stack-vpn" ]
}
