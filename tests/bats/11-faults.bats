#!/usr/bin/env bats
# Every call that can fail is made to fail, one after the other (tests/doubles/faults.c): yaml-to-tfvars says so on
# one line and exits non-zero, what was there stays whole, and no temporary file is left.

# shellcheck disable=SC2030,SC2031 # each test is a process of its own

load setup

setup_file() {
	cc -std=c11 -D_GNU_SOURCE -shared -fPIC -o "$BATS_FILE_TMPDIR/faults.so" "$ROOT/tests/doubles/faults.c"
}

# faulty FUNCTION:N:ERROR ARGUMENT…: runs with that fault; sets status and said, and fired to whether it was reached.
faulty() {
	local fault=$1
	shift
	status=0
	rm -f "$BATS_TEST_TMPDIR/fired"
	FAULT=$fault FAULT_LOG=$BATS_TEST_TMPDIR/fired LD_PRELOAD=$BATS_FILE_TMPDIR/faults.so \
		"$YAML_TO_TFVARS" "$@" >"$BATS_TEST_TMPDIR/output" 2>"$BATS_TEST_TMPDIR/said" || status=$?
	said=$(<"$BATS_TEST_TMPDIR/said")
	fired=$([ ! -e "$BATS_TEST_TMPDIR/fired" ] || echo yes)
}

wrong() {
	printf '%s: %s\nexit status %s: %s\n' "$fault" "$1" "$status" "$said"
	return 1
}

# one_line STATUS…: failed with one of these, and one line.
one_line() {
	[[ " $* " == *" $status "* ]] || wrong "expected exit status $*"
	[[ $said == 'yaml-to-tfvars: '* && $said != *$'\n'* ]] || wrong 'expected one line'
}

# --- one file --------------------------------------------------------------------------------------------------------

inputs() {
	echo '{"properties": {"a": {"pattern": "^x"}, "b": {"uniqueItems": true, "items": {"type": "integer"}}}}' >s.json
	printf 'a: &x xyz\nb: [1, 2, 3]\nc: {<<: {d: *x}}\n' >a.yml
	echo 'a: "x0"' >b.yml
	arguments=(-s s.json -o out -M out.d a.yml b.yml)
	yaml-to-tfvars "${arguments[@]}"
	new=$(<out) new_d=$(<out.d)
}

# walk FUNCTION ERROR LEAST STATUS…: the first call fails, then the second, until none is left to fail; at least
# LEAST of them must make the program fail, with one of STATUS. A fault may also be absorbed: then OUT must be right.
walk() {
	local function=$1 error=$2 least=$3 n=0 failures=0 files fault
	shift 3
	while n=$((n + 1)); do
		echo old >out
		echo old >out.d
		fault=$function:$n:$error
		faulty "$fault" "${arguments[@]}"
		[ "$fired" ] || break
		files=(.[!.]* *)
		[ "${files[*]}" = '.[!.]* a.yml b.yml out out.d s.json' ] || wrong "there is ${files[*]}"
		if [ "$status" -eq 0 ]; then
			[[ $(<out) == "$new" && $(<out.d) == "$new_d" && -z $said ]] || wrong 'success, but not the result'
			continue
		fi
		failures=$((failures + 1))
		one_line "$@"
		# DEPFILE goes first; once OUT is renamed, only its folder is left to be synced.
		case $said in
		*"sync the folder of 'out':"*) [[ $(<out.d) == "$new_d" && $(<out) == "$new" ]] ;;
		*"replace 'out':"* | *"sync the folder of 'out.d':"*) [[ $(<out.d) == "$new_d" && $(<out) == old ]] ;;
		*) [[ $(<out.d) == old && $(<out) == old ]] ;;
		esac || wrong "OUT or DEPFILE changed"
	done
	[ "$status" -eq 0 ] || wrong 'expected success without a fault'
	[ "$failures" -ge "$least" ] || wrong "only $failures calls failed"
}

@test "memory that is out" { inputs; walk alloc ENOMEM 50 71 74; }
@test "a failing open" { inputs; walk open EMFILE 7 66 73 74; }
@test "a failing read" { inputs; walk read EIO 3 74; }
@test "a full disk" { inputs; walk write ENOSPC 2 74; }
@test "a failing fsync, of the file or its folder" { inputs; walk fsync EIO 4 74; }
@test "a failing close" { inputs; walk close EIO 4 74; }
@test "a failing rename" { inputs; walk rename EACCES 2 73; }

@test "interrupted calls are made again" {
	inputs
	walk write EINTR 0
	walk read EINTR 0
}

@test "killed at any call, OUT and DEPFILE are old or new, and DEPFILE is never the older one" {
	local function n fault killed=0
	inputs
	for function in open write fsync close rename; do
		n=0
		while n=$((n + 1)); do
			echo old >out
			echo old >out.d
			fault=$function:$n:KILL
			faulty "$fault" "${arguments[@]}" 2>/dev/null # bash would tell of each death
			[ "$fired" ] || break
			killed=$((killed + 1))
			[ "$status" -eq 137 ] || wrong 'expected a death'
			[[ $(<out) == old || $(<out) == "$new" ]] || wrong "OUT is neither old nor new"
			[[ $(<out.d) == "$new_d" || $(<out.d) == old && $(<out) == old ]] || wrong 'DEPFILE is older than OUT'
		done
	done
	[ "$killed" -ge 20 ]
	yaml-to-tfvars "${arguments[@]}" # what was left is not in the way
	[[ $(<out) == "$new" && $(<out.d) == "$new_d" ]]
}

@test "standard output or a FIFO that fails, standard output also at close" {
	local fault
	inputs
	for fault in write:1:EIO close:4:EIO; do
		faulty "$fault" -s s.json a.yml b.yml
		[ "$fired" ]
		one_line 74
	done
	mkfifo fifo
	cat fifo >got &
	fault=write:1:EIO
	faulty "$fault" -o fifo a.yml
	wait
	[ "$fired" ] && [ -p fifo ]
	one_line 74
	for fault in alloc:1:ENOMEM write:1:ENOSPC; do
		faulty "$fault" --help
		[ "$fired" ]
		one_line 71 74
	done
}

# --- a whole environment -----------------------------------------------------------------------------------------------

# The environment as it was (old/), as it is to be (new/), and the inventory of the latter.
environment() {
	cp -a "$ROOT"/tests/fixtures/render/{inventory,stacks,modules} .
	yaml-to-tfvars render -e prod -o out
	mv out old
	printf '%s\n' 'units:' '  core: {range: 10.1.0.0/16}' '  jobs: {stack: app, servers: 9}' >inventory/envs/prod.yml
	yaml-to-tfvars render -e prod -o out
	mv out new
}

# rendered_whole: every file in out/ is that of old/ or of new/, and no temporary.
rendered_whole() {
	local file
	while read -r file; do
		cmp -s "out/$file" "old/$file" || cmp -s "out/$file" "new/$file" || wrong "half of $file"
	done < <(find out -type f -printf '%P\n' 2>/dev/null)
}

# walk_render FROM FUNCTION ERROR LEAST [STEP]: as walk, from a copy of FROM (nothing for -), only every STEPth call;
# afterwards an undisturbed run mends what was left.
walk_render() {
	local from=$1 function=$2 error=$3 least=$4 step=${5:-1} n=0 failures=0 fault
	while n=$((n + step)); do
		rm -rf out
		[ "$from" = - ] || cp -a "$from" out
		fault=$function:$n:$error
		faulty "$fault" render -e prod -o out
		[ "$fired" ] || break
		if [ "$status" -ne 0 ]; then
			failures=$((failures + 1))
			one_line 66 71 73 74
			rendered_whole
			yaml-to-tfvars render -e prod -o out
		fi
		diff -r --no-dereference out new || wrong 'not mended'
	done
	[ "$status" -eq 0 ] || wrong 'expected success without a fault'
	[ "$failures" -ge "$least" ] || wrong "only $failures calls failed"
}

@test "rendering: a failing mkdir, symlink, unlink or rename" {
	environment
	walk_render - mkdir EACCES 1
	walk_render - symlink EACCES 1
	walk_render old unlink EACCES 1
	walk_render old rename EACCES 1
}

@test "rendering: a full disk, a failing close, too many open files" {
	environment
	walk_render old write ENOSPC 1
	walk_render old close EIO 1
	walk_render old open EMFILE 1
}

@test "rendering: memory that is out" {
	environment
	walk_render old alloc ENOMEM 10 23
}
