#!/usr/bin/env bats
# Every call that can fail is made to fail, one after the other (tests/doubles/faults.c), as in 11-faults.bats; and
# the program as it is shipped under valgrind.

# shellcheck disable=SC2030,SC2031 # each test is a process of its own

# shellcheck disable=SC2154 # cost.bash sets the actions of changes, and bats what it ran

load setup
load cost

setup_file() {
	cc -std=c11 -D_GNU_SOURCE -shared -fPIC -o "$BATS_FILE_TMPDIR/faults.so" "$ROOT/tests/doubles/faults.c"
}

inputs() {
	{
		hetzner hcloud_server.this "$create" null "$(server)"
		gcp google_compute_global_forwarding_rule.this "$same" '{}' '{}'
		aws aws_instance.stays "$same" '{"instance_type": "t3.medium"}' '{"instance_type": "t3.medium"}'
	} | plan web
	mkdir books
	jq '{format, provider, currency, terraform, sources: {list: .sources.address}, resources: {hcloud_server: .resources.hcloud_server},
		prices: .prices | map_values([.[0] | .source = "list"])}' "$ROOT/stacks/prices/hetzner.json" >books/hetzner.json
	cp "$ROOT/tests/fixtures/cost/infracost-breakdown.json" i.json
	echo 'budgets: {units: {web: {EUR: {monthly: 5, override: {monthly: 9, by: a, reason: b, until: 2027-01-01}}}}}' >budgets.yml
	echo 'usage: {hcloud_server: {extra_traffic_tb: 1}}' >usage.yml
	echo 'said, too' >said
	echo '{"costs": [{"date": "2026-11-01", "EUR": "1"}]}' >old-history
	arguments=(--today 2026-11-25 -e prod --prices books --infracost i.json --budget budgets.yml --usage usage.yml --history history
		--warning said --warning @said -o out --markdown out.md --json out.json web/plan.json)
	reset
	"$COST_GATE" "${arguments[@]}"
	mkdir new
	cp out out.md out.json history new
}

reset() {
	local file
	for file in out out.md out.json; do echo old >$file; done
	cp old-history history
}

wrong() {
	printf '%s: %s\nexit status %s: %s\n' "$fault" "$1" "$status" "$said"
	return 1
}

# walk FUNCTION ERROR LEAST STATUS…: the first call fails, then the second, until none is left to fail (of STEP calls
# only one, when that is set); at least LEAST of them must make the program fail, with one of STATUS and one line. A
# fault may also be absorbed: then all is right.
walk() {
	local function=$1 error=$2 least=$3 n=0 failures=0 fault file
	shift 3
	while n=$((n + ${STEP:-1})); do
		reset
		fault=$function:$n:$error
		rm -f "$BATS_TEST_TMPDIR/fired"
		status=0
		FAULT=$fault FAULT_LOG=$BATS_TEST_TMPDIR/fired LD_PRELOAD=$BATS_FILE_TMPDIR/faults.so \
			"$COST_GATE" "${arguments[@]}" 2>"$BATS_TEST_TMPDIR/said" || status=$?
		said=$(<"$BATS_TEST_TMPDIR/said")
		[ -e "$BATS_TEST_TMPDIR/fired" ] || break
		for file in out out.md out.json history; do
			cmp -s $file new/$file || { [ "$status" -ne 0 ] && [[ $(<$file) == old || $file == history ]]; } || wrong "$file is neither old nor new"
		done
		[ -z "$(find . -name '.*' -type f)" ] || wrong 'a temporary is left'
		[ "$status" -ne 0 ] || continue
		failures=$((failures + 1))
		[[ " $* " == *" $status "* ]] || wrong "expected exit status $*"
		[[ $said == 'cost-gate: '* && $said != *$'\n'* ]] || wrong 'expected one line'
	done
	[ "$status" -eq 0 ] || wrong 'expected success without a fault'
	[ "$failures" -ge "$least" ] || wrong "only $failures calls failed"
}

@test "memory that is out" { inputs; STEP=7 walk alloc ENOMEM 50 66 71 74; }
@test "a failing open" { inputs; walk open EMFILE 8 66 73 74; }
@test "a failing read" { inputs; walk read EIO 7 74; }
@test "a full disk" { inputs; walk write ENOSPC 4 74; }
@test "a failing fsync, of a file or its folder" { inputs; walk fsync EIO 5 74; }
@test "a failing close" { inputs; walk close EIO 4 74; }
@test "a failing rename" { inputs; walk rename EACCES 4 73; }

checked() { valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect "$COST_GATE" "$@"; }

@test "under valgrind: good input, over budget, bad input of each kind" {
	local text
	inputs
	run -0 checked "${arguments[@]}"
	echo 'budgets: {environment: {EUR: {monthly: 1}}}' >budgets.yml
	run -3 checked "${arguments[@]}"
	for text in '' '{' '{"format_version": "1.2", "resource_changes": [{"address": "a"}]}' '{"a": 1, "a": 2}' '{"a": 01}' '{"a": "\xff"}' '[1]'; do
		printf %b "$text" >bad.json
		run -65 checked bad.json
		run -65 checked --infracost bad.json
	done
}
