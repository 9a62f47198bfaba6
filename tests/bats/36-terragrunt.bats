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

@test "without it on PATH one line says so" {
	command -v terragrunt >/dev/null && skip "terragrunt is on PATH"
	product
	run make plan ENV=prod VIA=terragrunt
	[ "$status" -ne 0 ]
	[[ "$output" == *'VIA=terragrunt: no terragrunt on PATH'* ]]
}
