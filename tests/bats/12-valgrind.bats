#!/usr/bin/env bats
# The program as it is shipped, under valgrind: no bad access, nothing lost, good input and bad.

load setup

checked() { valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect "$YAML_TO_TFVARS" "$@"; }

@test "converting, with a schema" {
	run checked -s "$ROOT/stacks/inventory.schema.json" "$ROOT/inventory/product.yml" "$ROOT/inventory/envs/prod.yml"
	[ "$status" -eq 0 ]
}

@test "rendering the example, twice" {
	cd "$ROOT"
	run checked render -e prod -o "$BATS_TEST_TMPDIR/prod"
	[ "$status" -eq 0 ]
	run checked render -e prod -o "$BATS_TEST_TMPDIR/prod"
	[ "$status" -eq 0 ]
}

@test "bad input of each kind" {
	cd "$BATS_TEST_TMPDIR"
	for text in 'a: [' 'a: 1\na: 2' '- 1' 'a: .inf' 'a: *b' 'a: &a [*a]' 'a: \xff' '<<: 1' '? [1]\n: 2'; do
		printf %b "$text" >bad.yml
		run checked bad.yml
		[ "$status" -eq 65 ] || { echo "$text: $status $output"; return 1; }
	done
}
