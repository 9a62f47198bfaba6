#!/usr/bin/env bats
# What is rebuilt when, and what is not.

load setup
load graph

setup() { product; }

told=$'one: 1 to add, 0 to change, 0 to destroy\ntwo: 1 to add, 0 to change, 0 to destroy (stand-in outputs of one, not applied yet)\nthree: 3 to add, 0 to change, 0 to destroy\nprod: 3 units, 5 to add, 0 to change, 0 to destroy'

@test "a plan ends in a line a unit and a closing line" {
	run make plan ENV=prod
	[ "$status" -eq 0 ]
	[[ "$output" == *"$told" ]]
}

@test "a second plan prints the same lines, starts nothing and changes nothing" {
	make plan ENV=prod
	before=$(snapshot)
	run make plan ENV=prod SHELL=/nonexistent # no recipe can start anything
	[ "$status" -eq 0 ]
	[ "$output" = "$told" ]
	run make -q plan ENV=prod SHELL=/nonexistent
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$(snapshot)" = "$before" ]
}

@test "a unit's folder that was removed is made again" {
	make plan ENV=prod
	rm -rf build/prod/three build/prod/one/links
	run make plan ENV=prod
	[ "$status" -eq 0 ]
	[[ "$output" == *"$told" ]]
	make -q plan ENV=prod
}

@test "one unit alone: its line and its sum" {
	run make plan ENV=prod UNIT=three
	[ "$status" -eq 0 ]
	[[ "$output" == *$'three: 3 to add, 0 to change, 0 to destroy\nprod: 1 unit, 3 to add, 0 to change, 0 to destroy' ]]
	[ ! -e build/prod/one/tfplan ]
}

@test "a comment in the inventory: configs are rendered, nothing downstream runs" {
	make plan ENV=prod
	rendered=$(stamp build/prod/units.mk)
	echo '# a comment' >>inventory/envs/prod.yml
	run make -q plan ENV=prod
	[ "$status" -eq 0 ]
	[ "$(stamp build/prod/units.mk)" != "$rendered" ]
	[ -z "$(replanned make plan ENV=prod)" ]
}

@test "a unit's own key: that unit replans, and no other" {
	make plan ENV=prod
	sed -i 's/size: 3/size: 4/' inventory/envs/prod.yml
	run make -q plan ENV=prod
	[ "$status" -eq 1 ]
	[ "$(replanned make plan ENV=prod)" = three ]
	[ "$(make plan ENV=prod | tail -n 1)" = 'prod: 3 units, 6 to add, 0 to change, 0 to destroy' ]
}

@test "a mock that a dependant reads: the dependant replans; one that it does not read: nothing" {
	make plan ENV=prod
	sed -i 's/mock-unread/other-unread/' stacks/base/stack.yml
	[ -z "$(replanned make plan ENV=prod)" ]
	sed -i 's/mock-id/other-id/' stacks/base/stack.yml
	[ "$(replanned make plan ENV=prod)" = two ]
	plan_of two | grep -q 'two-other-id'
}

@test "another provider: the unit's plan really changes" {
	make plan ENV=prod
	plan_of three | grep -q 'red three-given'
	sed -i 's/size: 3/size: 3\n    provider: blue/' inventory/envs/prod.yml
	[ "$(replanned make plan ENV=prod)" = three ]
	plan_of three | grep -q 'blue three-given'
	run grep -q 'red three-given' build/prod/three/plan.json
	[ "$status" -eq 1 ]
	sed -i '/provider: blue/d' inventory/envs/prod.yml
	[ "$(replanned make plan ENV=prod)" = three ]
	plan_of three | grep -q 'red three-given'
}

@test "a module's file: only the units that link it" {
	sed -i 's/size: 3/size: 3\n    provider: blue/' inventory/envs/prod.yml
	make plan ENV=prod
	touch modules/thing/blue/main.tf
	[ "$(replanned make plan ENV=prod)" = three ]
	touch modules/thing/variables.tf
	[ "$(replanned make plan ENV=prod | tr ' ' '\n' | sort | xargs)" = 'one three two' ]
}

@test "a file that comes to a module, and one that goes" {
	make plan ENV=prod
	printf 'output "more" {\n  value = 1\n}\n' >modules/thing/red/more.tf
	touch -d '2020-01-01' modules/thing/red/more.tf modules/thing/red
	[ "$(replanned make plan ENV=prod | wc -w)" = 3 ]
	rm modules/thing/red/more.tf
	touch -d '2020-01-01' modules/thing/red
	[ "$(replanned make plan ENV=prod | wc -w)" = 3 ]
	make -q plan ENV=prod
}

@test "a file that comes to a stack is linked, and one that goes is not any more" {
	make plan ENV=prod
	printf 'output "more" {\n  value = 1\n}\n' >stacks/app/more.tf
	[ "$(replanned make plan ENV=prod | wc -w)" = 2 ]
	[ -L build/prod/two/more.tf ]
	rm stacks/app/more.tf
	[ "$(replanned make plan ENV=prod | wc -w)" = 2 ]
	[ ! -L build/prod/two/more.tf ]
}

@test "another program, by TF= or on PATH: everything that it made is made again" {
	make plan ENV=prod
	cp "$(readlink -f build/toolchain/bin/terraform)" "$BATS_TEST_TMPDIR/other"
	[ "$(replanned make plan ENV=prod TF="$BATS_TEST_TMPDIR/other" | wc -w)" = 3 ]
	[ -z "$(replanned make plan ENV=prod TF="$BATS_TEST_TMPDIR/other")" ]
	[ "$(readlink build/toolchain/bin/terraform)" = "$BATS_TEST_TMPDIR/other" ]
}

@test "WHY=1 names what was newer, V=1 the command" {
	make plan ENV=prod
	touch stacks/app/main.tf
	run make plan ENV=prod UNIT=two WHY=1
	[[ "$output" == *"because of: "*stacks/app/main.tf* ]]
	touch stacks/app/main.tf
	run make plan ENV=prod UNIT=two V=1
	[[ "$output" == *"mk/bin/plan build/prod/two"* ]]
}

@test "another environment has nothing to do with it" {
	make plan ENV=prod
	make plan ENV=dev
	before=$(find build/dev -printf '%p %T@\n' | sort)
	sed -i 's/size: 3/size: 5/' inventory/envs/prod.yml
	make plan ENV=prod
	[ "$(find build/dev -printf '%p %T@\n' | sort)" = "$before" ]
	make -q plan ENV=dev
}

@test "a changed flag or VERSION builds the tool again, and nothing downstream" {
	make plan ENV=prod
	built=$(stamp build/tools/yaml-to-tfvars/yaml-to-tfvars)
	[ -z "$(replanned make plan ENV=prod CFLAGS='-O1')" ]
	[ "$(stamp build/tools/yaml-to-tfvars/yaml-to-tfvars)" != "$built" ]
	echo 9.9.9 >VERSION
	make plan ENV=prod CFLAGS='-O1'
	[ "$(build/tools/yaml-to-tfvars/yaml-to-tfvars --version | head -n 1 | grep -c 9.9.9)" = 1 ]
}

@test "-j gives what plain make gives, for 20 units" {
	for n in $(seq 20); do printf '  more%s:\n    stack: app\n    id: more%s\n' "$n" "$n"; done >>inventory/envs/prod.yml
	make plan ENV=prod >"$BATS_TEST_TMPDIR/plain"
	cp -a build/prod "$BATS_TEST_TMPDIR/prod"
	rm -rf build/prod
	make -j8 plan ENV=prod >"$BATS_TEST_TMPDIR/parallel"
	[ "$(grep -v '^  ' "$BATS_TEST_TMPDIR/plain")" = "$(grep -v '^  ' "$BATS_TEST_TMPDIR/parallel")" ]
	for plan in build/prod/*/plan.json; do cmp "$plan" "$BATS_TEST_TMPDIR/prod/${plan#build/prod/}"; done
}
