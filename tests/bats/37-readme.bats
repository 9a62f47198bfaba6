#!/usr/bin/env bats
# What README tells a newcomer to type does what README says.

load setup
load graph

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/example"
	cp -a "$ROOT"/{inventory,stacks,modules} "$BATS_TEST_TMPDIR/example"
	product "$BATS_TEST_TMPDIR/product" "$BATS_TEST_TMPDIR/example"
	unset HCLOUD_TOKEN
}

# block HEADING: the commands fenced as sh below that heading.
# shellcheck disable=SC2016 # backquotes of Markdown
block() { sed -n "/^## $1\$/,/^## /p" "$ROOT/README.md" | sed -n '/^```sh$/,/^```$/p' | grep -v '^```'; }

@test "a first change: one unit replans, the rest stays" {
	block 'A first change' >commands
	[ "$(wc -l <commands)" -eq 3 ]
	sed -n 1p commands | bash -eo pipefail
	grep -q 'servers: 2' inventory/envs/prod.yml
	sed -n 2p commands | bash -eo pipefail
	[ "$(replanned bash -eo pipefail -c "$(sed -n 3p commands)")" = web ]
	grep -q 'because of: ' "$BATS_TEST_TMPDIR/said"
	run make plan ENV=prod SHELL=/nonexistent
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 4 ]
}

@test "the two commands are targets that help knows" {
	block 'Two commands' >commands
	grep -q '^make plan ENV=prod ' commands
	grep -q '^make -j test ' commands
	run make help
	[ "$status" -eq 0 ]
	[[ "$output" == *'  plan '* && "$output" == *'  test '* ]]
}

@test "every phony target that is meant for users is in help, and every row of help is a target" {
	make help | sed -n 's/^  \([a-z][a-z-]*\)  *[A-Z].*/\1/p' >"$BATS_TEST_TMPDIR/rows"
	for target in config init plan show apply destroy output fmt validate lint test help doctor clean distclean bench coverage fuzz; do
		grep -qx "$target" "$BATS_TEST_TMPDIR/rows" || { echo "$target is not in help"; return 1; }
	done
	ln -s "$ROOT"/{tests,.ci,.shellcheckrc,.yamllint.yml,.checkov.yml,.tflint.hcl,README.md} . # what the tests hang on
	while read -r target; do
		make -n "$target" ENV=prod >/dev/null 2>"$BATS_TEST_TMPDIR/error" || true
		if grep 'No rule to make target' "$BATS_TEST_TMPDIR/error"; then return 1; fi
	done <"$BATS_TEST_TMPDIR/rows"
}

@test "doctor names what is in use, and fails when something it cannot get is missing" {
	run make doctor
	[ "$status" -eq 0 ]
	[[ "$output" == *"in use: terraform"* ]]
	mkdir bin
	for program in bash cut du grep sed sort tr cat dpkg-query uname date env; do ln -s "$(command -v $program)" bin/; done
	run env PATH="$PWD/bin" CACHE="$PWD/cache" "$(command -v bash)" mk/bin/doctor 1.11.0
	[ "$status" -eq 1 ]
	[[ "$output" == *'make '*'missing'*'install GNU Make 4.3 or newer'* ]]
}

@test "every path that README names is there" {
	while read -r path; do [ -e "$ROOT/$path" ] || { echo "$path"; return 1; }; done < <(grep -oE '\]\([a-zA-Z/.]+\)' "$ROOT/README.md" | tr -d '()]')
}

@test "every layer says what it provides and needs, starts nothing at parse time and is short" {
	for layer in mk/*.mk; do
		grep -q '^# Provides: ' "$layer" || { echo "$layer: no Provides"; return 1; }
		grep -q '^# Needs: ' "$layer" || { echo "$layer: no Needs"; return 1; }
		if grep -nE '\$\(shell |^[A-Za-z_]+ *!=' "$layer"; then return 1; fi
		[ "$(wc -l <"$layer")" -lt 200 ] || { echo "$layer is long"; return 1; }
		grep -q "${layer##*/}" mk/README.md || { echo "$layer is not in mk/README.md"; return 1; }
	done
}
