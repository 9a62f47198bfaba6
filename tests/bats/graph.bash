# shellcheck shell=bash
# graph.bash: a product to run make in, for the tests on the build graph. Sourced after setup.bash.
#
# The product is a copy of the template's machinery with the small inventory, stacks and modules of
# tests/fixtures/graph, which need no provider: what is tested here is make, not a cloud.

# product [FOLDER [FIXTURE]]: makes it and goes there. Tools and toolchain are taken over as they were built, and so is the
# TF= that they were built with.
product() {
	local folder=${1:-$BATS_TEST_TMPDIR/product} fixture=${2:-$ROOT/tests/fixtures/graph}
	mkdir -p "$folder/build"
	cp -a "$ROOT"/{GNUmakefile,VERSION,mk,tools} "$fixture"/{inventory,stacks,modules} "$folder"
	cp -a "$ROOT"/build/{tools,toolchain} "$folder/build"
	cd "$folder" || return
	unset CI MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
}

# committed: makes the product a repository with one commit. What COMPARE=HEAD is planned with is there already, as it is
# in a user's cache. Sets there to the folder of that copy.
committed() {
	printf '%s\n' build state >.gitignore
	git init -q . && git add -A && git -c user.name=t -c user.email=t@t.invalid commit -qm one
	there=build/compare/$(git rev-parse HEAD)
	mkdir -p "$there/build" && git archive HEAD . | tar -x -C "$there"
	cp -a build/{tools,toolchain} "$there/build"
}

# Everything about the files below build/ that a rebuild would show: names, times, link targets.
snapshot() { find build -not -name '.slots' -not -path '*/.slots/*' -printf '%p %T@ %l\n' | sort; }

# plan_of UNIT [ENV]: what the plan would do, without what never repeats.
plan_of() { jq -S 'del(.timestamp)' "build/${2:-prod}/$1/plan.json"; }

# stamp FILE: its time stamp in nanoseconds.
stamp() { stat -c %.Y "$1"; }

# replanned COMMAND…: which units of prod COMMAND planned again, by the time stamps of their plans.
replanned() {
	local unit again='' before
	declare -A before
	for unit in build/prod/*/tfplan; do before[$unit]=$(stamp "$unit"); done
	"$@" >"$BATS_TEST_TMPDIR/said" 2>&1 || { cat "$BATS_TEST_TMPDIR/said" >&2; return 1; }
	for unit in build/prod/*/tfplan; do
		[ "$(stamp "$unit")" = "${before[$unit]-}" ] || again+=" $(basename "${unit%/tfplan}")"
	done
	echo "${again# }"
}
