#!/usr/bin/env bats
# Every call that can fail is made to fail, one after the other (tests/doubles/faults.c), in garage-lock and in its
# warden at once: it says so and exits non-zero, or goes on as if nothing had been; COMMAND never runs twice, and the
# lock is free afterwards.

# shellcheck disable=SC2030,SC2031,SC2154 # each test is a process of its own; variables of lock.bash

load setup
load lock

setup_file() {
	cc -std=c11 -D_GNU_SOURCE -shared -fPIC -o "$BATS_FILE_TMPDIR/faults.so" "$ROOT/tests/doubles/faults.c"
}

wrong() {
	printf '%s: %s\nexit status %s: %s\n' "$fault" "$1" "$status" "$(<said)"
	return 1
}

with=() # options besides

# walk FUNCTION ERROR LEAST STATUS…: the first call fails, then the second, until none is left to fail; at least LEAST of
# them must make the program fail, with one of STATUS. COMMAND leaves a mark.
walk() {
	local function=$1 error=$2 least=$3 n=0 failures=0 fault status
	shift 3
	while n=$((n + 1)); do
		rm -f fired ran
		fault=$function:$n:$error status=0
		FAULT=$fault FAULT_PROGRAM=garage-lock FAULT_OWN=1 FAULT_LOG=$PWD/fired \
			LD_PRELOAD=$BATS_FILE_TMPDIR/faults.so timeout 60 "$GARAGE_LOCK" run "${store[@]}" -k k "${with[@]}" -t "$ttl" -w 20s \
			-- bash -c 'echo ran >>ran; exit 7' >said 2>&1 || status=$?
		[ -e fired ] || break
		[ ! -e ran ] || [ "$(<ran)" = ran ] || wrong 'COMMAND ran twice'
		if [ "$status" = 7 ]; then
			[ -e ran ] || wrong 'success, but COMMAND did not run'
		else
			failures=$((failures + 1))
			[[ " $* " == *" $status "* ]] || wrong "expected exit status $*"
			[ -s said ] || wrong 'it says nothing'
		fi
	done
	[ "$status" = 7 ] || wrong 'expected success without a fault'
	[ "$failures" -ge "$least" ] || wrong "only $failures of $n calls made it fail"
	eventually 10 is_free
}

@test "file: memory that is out" { ttl=1s; walk alloc ENOMEM 5 71 73; }
@test "file: a failing open" { ttl=1s; walk open EMFILE 3 66 73 74; }
@test "file: a full disk, a failing sync, rename or mkdir" {
	ttl=1s
	walk write ENOSPC 1 73 74
	walk fsync EIO 1 73 74
	walk rename EACCES 1 73
	rm -r state
	walk mkdir EACCES 1 73
}

@test "file: the same with a state to look after" {
	ttl=1s with=(--state p/u.tfstate)
	mkdir p
	echo '{"serial": 1, "lineage": "one"}' >p/u.tfstate
	walk alloc ENOMEM 10 71 73
	walk open EMFILE 4 66 73 74
	walk write ENOSPC 1 73 74
	walk fsync EIO 1 73 74
	walk rename EACCES 1 73
	rm -r state p/history
	walk mkdir EACCES 2 73
	[ "$(cat p/u.tfstate)" = '{"serial": 1, "lineage": "one"}' ]
	[ "$(jq -r .Phase p/history/u/record.json)" = closed ]
}

@test "garage: memory that is out" {
	s3
	ttl=1s
	walk alloc ENOMEM 10 71 78
}

@test "garage: memory that is out, with a state to look after" {
	s3
	ttl=1s with=(--state p/u.tfstate --state-bucket locks)
	walk alloc ENOMEM 15 71 78 69
}

@test "consul: memory that is out" {
	consul
	ttl=10s
	walk alloc ENOMEM 8 71 78 69
}

@test "under valgrind: no bad access, nothing lost" {
	checked() { valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect "$GARAGE_LOCK" "$@" 2>/dev/null; }
	s3
	run checked run -k k -t 5s -- sleep 2
	[ "$status" -eq 0 ]
	hold -- sh -c "$patient"
	for words in 'status -k k' 'run -k k -w 1s -- true' "break -k k --id $(holder_id) -r x --force"; do
		# shellcheck disable=SC2086 # several words
		run checked $words
		[ "$status" -ne 99 ]
	done
	ends 76
}
