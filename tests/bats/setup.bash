# shellcheck shell=bash
# setup.bash: what every bats file loads first: where things are, and words for what is expected.
#
# Make passes ROOT and YAML_TO_TFVARS; run by hand, they are found from here.

bats_require_minimum_version 1.5.0

ROOT=${ROOT:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)}
YAML_TO_TFVARS=${YAML_TO_TFVARS:-$ROOT/build/tools/yaml-to-tfvars/yaml-to-tfvars}
export ROOT YAML_TO_TFVARS LC_ALL=C.UTF-8
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES # a make that a test runs is not a part of the one that runs the tests

# Each test starts in an empty folder of its own. A file that needs more has its own setup.
setup() {
	[ -x "$YAML_TO_TFVARS" ] || { echo "no program '$YAML_TO_TFVARS': run make test-cli, or set YAML_TO_TFVARS"; return 1; }
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
}

yaml-to-tfvars() { "$YAML_TO_TFVARS" "$@"; }

# fails STATUS LINE COMMAND…: exits with STATUS, prints nothing, and one line on stderr that matches LINE, a pattern.
fails() {
	local expected=$1 line=$2
	shift 2
	run --separate-stderr "$@"
	# shellcheck disable=SC2154 # `run` sets stderr
	# shellcheck disable=SC2053 # LINE is a pattern
	[[ $status == "$expected" && -z $output && $stderr != *$'\n'* && $stderr == $line ]] && return
	printf 'expected %s and: %s\n     got %s and: %s\n' "$expected" "$line" "$status" "$stderr"
	[ -z "$output" ] || printf 'with output: %s\n' "$output"
	return 1
}

# prints TEXT COMMAND…: succeeds, prints TEXT and nothing on stderr.
prints() {
	local expected=$1
	shift
	run --separate-stderr "$@"
	[[ $status == 0 && $output == "$expected" && -z $stderr ]] && return
	printf 'expected: %s\n     got: %s\nexit status %s, and: %s\n' "$expected" "$output" "$status" "$stderr"
	return 1
}

# yaml TEXT…: what TEXT (each argument a line) becomes, as JSON on one line.
yaml() { printf '%s\n' "$@" | yaml-to-tfvars - | jq -c .; }

# only FILE…: nothing but these is in the folder, so that a temporary left behind is seen.
only() {
	local found expected
	found=$(find . -mindepth 1 -printf '%P\n' | sort)
	expected=$(printf '%s\n' "$@" | sort)
	[ "$found" = "$expected" ] && return
	printf 'expected only: %s\n        found: %s\n' "${expected//$'\n'/ }" "${found//$'\n'/ }"
	return 1
}
