#!/usr/bin/env bats
# apply and destroy on local state: order, what is refused, what reaches a dependant.

load setup
load graph

setup() { product; }

@test "apply, outputs, a second plan without change, destroy" {
	run make apply ENV=prod YES=1
	[ "$status" -eq 0 ]
	id=$(jq -r .one.id <(make -s output ENV=prod 2>/dev/null))
	[ "${#id}" -eq 36 ]
	plan_of two | grep -q "two-$id"
	run make plan ENV=prod
	[ "$status" -eq 0 ]
	[[ "$output" == *$'two: 0 to add, 0 to change, 0 to destroy\nthree: 0 to add, 0 to change, 0 to destroy\nprod: 3 units, 0 to add, 0 to change, 0 to destroy' ]]
	make -q plan ENV=prod
	[ "$(stat -c %a state/prod/one.tfstate)" = 600 ]
	[ "$(stat -c %a build/prod)" = 700 ]

	run make apply ENV=prod YES=1
	[ "$status" -eq 0 ]
	[[ "$output" == *'three: nothing to apply'* ]]

	run make -j4 destroy ENV=prod YES=1
	[ "$status" -eq 0 ]
	for unit in one two three; do [ "$(jq '.resources | length' "state/prod/$unit.tfstate")" = 0 ]; done
	[[ "$(make plan ENV=prod)" == *'(stand-in outputs of one, not applied yet)'* ]]
}

@test "a dependant replans only when an output that it reads changed" {
	make apply ENV=prod YES=1
	make plan ENV=prod
	sed -i '0,/size: 1/s//size: 1\n    id: renamed/' inventory/envs/prod.yml
	printf 'output "extra" {\n  value = "x"\n}\n' >>stacks/base/outputs.tf
	make apply ENV=prod UNIT=one YES=1
	grep -q '"extra"' build/prod/one/outputs.json || make -s output ENV=prod UNIT=one
	[ "$(replanned make plan ENV=prod)" = one ]
}

@test "with no terminal and no YES=1 nothing is changed" {
	run setsid make apply ENV=prod </dev/null
	[ "$status" -ne 0 ]
	[[ "$output" == *'no terminal to ask on'* ]]
	[ ! -e state/prod/one.tfstate ]
}

@test "on a terminal it asks, and only yes is a yes" {
	run script -qec 'make apply ENV=prod UNIT=one' /dev/null <<<no
	[ "$status" -ne 0 ]
	[[ "$output" == *'Plan: 1 to add'*'Apply this to prod/one?'*'nothing was changed'* ]]
	[ ! -e state/prod/one.tfstate ]
	run script -qec 'make apply ENV=prod UNIT=one' /dev/null <<<yes
	[ "$status" -eq 0 ]
	[ "$(jq '.resources | length' state/prod/one.tfstate)" = 1 ]
}

@test "what was shown is not shown again, what was not is" {
	make show ENV=prod UNIT=one
	run make apply ENV=prod UNIT=one YES=1
	[ "$status" -eq 0 ]
	[[ "$output" != *' will perform the following actions:'* ]]
	run make apply ENV=prod UNIT=three YES=1
	[ "$status" -eq 0 ]
	[[ "$output" == *' will perform the following actions:'* ]]
}

@test "each destroy is shown, also one of what an earlier destroy left in state" {
	make apply ENV=prod UNIT=one YES=1
	cp state/prod/one.tfstate saved
	for _ in 1 2; do
		cp saved state/prod/one.tfstate
		run make destroy ENV=prod UNIT=one YES=1
		[ "$status" -eq 0 ]
		[[ "$output" == *'OpenTofu will perform'* || "$output" == *'Terraform will perform'* ]]
	done
}

@test "a plan made with stand-in outputs is never applied" {
	run make apply ENV=prod UNIT=two YES=1
	[ "$status" -ne 0 ]
	[[ "$output" == *'two: planned with stand-in outputs of one; first: make apply ENV=prod UNIT="one"'* ]]
	[ ! -e state/prod/two.tfstate ]
}

@test "local state in CI is refused" {
	run env CI=true make apply ENV=prod UNIT=one YES=1
	[ "$status" -ne 0 ]
	[[ "$output" == *'its state is local'* ]]
	[ ! -e state/prod/one.tfstate ]
}

@test "state that another program wrote is refused, unless TF= names the program" {
	make apply ENV=prod UNIT=one YES=1
	[ "$(cat state/prod/one.program)" = "$(cut -d ' ' -f 1 build/toolchain/terraform)" ]
	echo another >state/prod/one.program
	sed -i '0,/size: 1/s//size: 2/' inventory/envs/prod.yml
	run make apply ENV=prod UNIT=one YES=1
	[ "$status" -ne 0 ]
	[[ "$output" == *'its state was written by another'* ]]
	make apply ENV=prod UNIT=one YES=1 TF="$(readlink -f build/toolchain/bin/terraform)"
}

@test "a unit that others in state depend on is destroyed after them" {
	make apply ENV=prod YES=1
	run make destroy ENV=prod UNIT=one YES=1
	[ "$status" -ne 0 ]
	[[ "$output" == *'one: two depends on it and is still there; first: make destroy ENV=prod UNIT=two'* ]]
	make destroy ENV=prod UNIT=two YES=1
	make destroy ENV=prod UNIT=one YES=1
	[ "$(jq '.resources | length' state/prod/one.tfstate)" = 0 ]
}

@test "a unit that left the inventory is destroyed with the secrets that its stack reads" {
	echo 'secrets: [password]' >>stacks/base/stack.yml
	printf 'variable "password" {\n  type      = string\n  ephemeral = true\n}\n' >>stacks/base/variables.tf
	echo 'TF_VAR_password: {env: PASSWORD_ELSEWHERE}' >inventory/secrets.yml
	export PASSWORD_ELSEWHERE=canary
	make apply ENV=prod UNIT=one YES=1
	sed -i '/^  one:/,/size: 1/d; /depends_on/d' inventory/envs/prod.yml
	make plan ENV=prod UNIT=two # which has none
	(unset PASSWORD_ELSEWHERE && run make destroy ENV=prod UNIT=one YES=1 && [[ "$status" -ne 0 && "$output" == *'vault-fetch: TF_VAR_password: '* ]])
	make destroy ENV=prod UNIT=one YES=1
	[ "$(jq '.resources | length' state/prod/one.tfstate)" = 0 ]
	[ ! -e build/prod/one ]
}

@test "a unit that left the inventory is named by plan until it is destroyed, with its folder or without" {
	make apply ENV=prod YES=1
	sed -i '/^  three:/,$d' inventory/envs/prod.yml
	run make plan ENV=prod
	[[ "$output" == *'three: left the inventory with 3 resources in state; make destroy ENV=prod UNIT=three' ]]
	[ -e build/prod/three/links ]
	[ ! -e build/prod/three/terragrunt.hcl ]
	rm -rf build/prod/three
	make destroy ENV=prod UNIT=three YES=1
	[ ! -e build/prod/three ]
	run make plan ENV=prod
	[[ "$output" != *three* ]]
}

@test "state that went away: the plan is made again" {
	make apply ENV=prod YES=1
	make plan ENV=prod
	rm state/prod/*
	run make plan ENV=prod
	[ "${lines[-1]}" = 'prod: 3 units, 5 to add, 0 to change, 0 to destroy' ]
	[[ "$output" == *$'\n''two: 1 to add, 0 to change, 0 to destroy (stand-in outputs of one, not applied yet)'* ]]
	plan_of two | grep -q two-mock-id
	make -q plan ENV=prod
}

@test "state that an apply could not save blocks the next plan" {
	make plan ENV=prod UNIT=one
	echo '{}' >build/prod/one/errored.tfstate
	touch stacks/base/main.tf
	run make plan ENV=prod UNIT=one
	[ "$status" -ne 0 ]
	[[ "$output" == *'could not save its state; in build/prod/one run: ../../../mk/bin/terraform-locked state push'* ]]
}

@test "clean and distclean leave state alone" {
	make apply ENV=prod UNIT=one YES=1
	make clean ENV=prod
	[ ! -e build/prod ]
	make distclean
	[ ! -e build ]
	[ -s state/prod/one.tfstate ]
}
