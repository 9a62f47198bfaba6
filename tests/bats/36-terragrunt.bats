#!/usr/bin/env bats
# The same plans by Terragrunt, where there is one.

load setup
load graph

@test "make plan VIA=terragrunt writes the plans that make plan writes" {
	command -v terragrunt >/dev/null || skip "no terragrunt on PATH"
	product
	make plan ENV=prod
	mkdir "$BATS_TEST_TMPDIR/want"
	for unit in one two three; do plan_of $unit >"$BATS_TEST_TMPDIR/want/$unit"; done
	rm -rf build/prod
	make plan ENV=prod VIA=terragrunt
	for unit in one two three; do plan_of $unit | cmp - "$BATS_TEST_TMPDIR/want/$unit"; done
}

@test "make plan VIA=terragrunt calls terragrunt once, in the environment's folder" {
	product
	mkdir bin
	cat >bin/terragrunt <<-'TEXT'
		#!/usr/bin/env bash
		echo "$PWD: $*" >>../../calls
		for unit in */terragrunt.hcl; do (cd "${unit%/*}" && "$TG_TF_PATH" plan -input=false -lock=false -out=tfplan >/dev/null) || exit; done
	TEXT
	chmod +x bin/terragrunt
	PATH=$PWD/bin:$PATH make plan ENV=prod VIA=terragrunt
	[ "$(cat calls)" = "$PWD/build/prod: run --all --non-interactive -- plan" ]
	make -q plan ENV=prod
}

# stand_in: a terragrunt that plans what --queue-include-dir names, else all, and notes in calls what it was asked for.
stand_in() {
	mkdir bin
	cat >bin/terragrunt <<-'TEXT'
		#!/usr/bin/env bash
		echo "$*" >>../../calls
		mapfile -t units < <(printf '%s\n' "$@" | grep -A 1 -x -e --queue-include-dir | grep -v ^--)
		for unit in "${units[@]:-*}"; do
			for folder in $unit/terragrunt.hcl; do (cd "${folder%/*}" && "$TG_TF_PATH" plan -input=false -lock=false -out=tfplan >/dev/null) || exit; done
		done
		[ ! -e ../../meanwhile ] || . ../../meanwhile
	TEXT
	chmod +x bin/terragrunt
	export PATH=$PWD/bin:$PATH
}

@test "make plan VIA=terragrunt: what changed meanwhile is planned again, three times at most; a state that could not be saved is in the way" {
	product
	stand_in
	make apply ENV=prod YES=1 >/dev/null
	touch stacks/*/main.tf
	# shellcheck disable=SC2016 # the stand-in's
	echo '[ "$(wc -l <../../calls)" != 1 ] || echo >>../../state/prod/two.tfstate' >meanwhile
	make plan ENV=prod VIA=terragrunt
	[ "$(cat calls)" = $'run --all --non-interactive -- plan\nrun --all --non-interactive --queue-include-dir two -- plan' ]
	make -q plan ENV=prod

	# With UNIT= nothing is forgotten of the others.
	rm calls
	touch stacks/base/main.tf
	make plan ENV=prod VIA=terragrunt UNIT=one
	[ -e build/prod/two/.planned-with-state ]

	echo 'echo >>../../state/prod/one.tfstate' >meanwhile
	touch stacks/base/main.tf
	rm calls
	run make plan ENV=prod VIA=terragrunt UNIT=one
	[[ "$status" -eq 2 && "$output" == *'terragrunt-plan: one: the state changed during each of three plans'* ]]
	[ "$(wc -l <calls)" = 3 ]
	[ ! -e build/prod/one/tfplan ]

	rm meanwhile calls
	echo '{}' >build/prod/one/errored.tfstate
	run make plan ENV=prod VIA=terragrunt
	[[ "$status" -eq 2 && "$output" == *'one: the last apply could not save its state'* ]]
	[ ! -e calls ]
}

# by_terragrunt DIRECTORY COMMAND…: runs Terraform as Terragrunt does, by what the rendered configuration says: its attribute
# terraform_binary, and the variables for that command, in DIRECTORY.
by_terragrunt() {
	local unit=$PWD/build/prod/one directory=$1 binary
	shift
	binary=$(sed -n 's/^terraform_binary = "\(.*\)"$/\1/p' "$unit/terragrunt.hcl")
	binary=${binary/\$\{get_terragrunt_dir()\}/$unit}
	if grep -A 1 'extra_arguments "lock"' "$unit/terragrunt.hcl" | grep -q "\"$1\""; then local -x UNIT_FOLDER=$unit; fi
	(cd "$directory" && "$binary" "$@")
}

token() { jq -r .Token state/prod/one.lock.json; }

@test "what writes state, when Terragrunt runs it, runs under the unit's lock; nothing else does" {
	load lock
	product
	make init ENV=prod UNIT=one
	# Terragrunt 1.0 runs it in a copy, which may be anywhere.
	for copy in build/prod/one build/prod/one/.terragrunt-cache/x/y "$BATS_TEST_TMPDIR/copies/x/y"; do
		rm -rf state
		mkdir -p "$copy"
		[ "$copy" = build/prod/one ] || cp -rL build/prod/one/{*.tf,*.json,modules} "$copy"
		by_terragrunt "$copy" version >/dev/null
		by_terragrunt "$copy" init -reconfigure -input=false "-backend-config=path=$PWD/state/prod/one.tfstate" >/dev/null
		by_terragrunt "$copy" plan -input=false -out=tfplan >/dev/null
		[ ! -e state/prod/one.lock ]
		by_terragrunt "$copy" apply -input=false tfplan >/dev/null
		[ "$(token)" = 1 ]
		by_terragrunt "$copy" output >/dev/null
		by_terragrunt "$copy" state list | grep -q terraform_data
		[ "$(token)" = 1 ]
		by_terragrunt "$copy" taint 'module.thing.terraform_data.this[0]' >/dev/null
		by_terragrunt "$copy" state rm 'module.thing.terraform_data.this[0]' >/dev/null
		[ "$(token)" = 3 ]
	done
	"$GARAGE_LOCK" run -s file -d state -k prod/one -o test -- bash -c 'touch held; until [ -e go ]; do sleep 0.05; done' 3>&- &
	eventually 20 exists held
	LOCK_WAIT=0 run by_terragrunt build/prod/one state push errored.tfstate
	touch go
	[ "$status" -eq 75 ]
	[[ "$output" == *'prod/one is locked by '*', for test, ID '*'one: nothing was changed: somebody else changes it.'* ]]
	wait
}

@test "without it on PATH one line says so" {
	command -v terragrunt >/dev/null && skip "terragrunt is on PATH"
	product
	run make plan ENV=prod VIA=terragrunt
	[ "$status" -ne 0 ]
	[[ "$output" == *'VIA=terragrunt: no terragrunt on PATH'* ]]
}
