#!/usr/bin/env bats
# garage-lock as Terraform's http backend, asked by curl, with a double of Garage's S3 API: what it writes where, what it
# refuses, and what it does with writes that are held up on their way.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # shell code for COMMANDs; variables of lock.bash and of run

load setup
load lock
load serve

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	states
}

# --- as it should be -----------------------------------------------------------------------------------------------

@test "what is posted is there, each in a key of its own, and gone once it is deleted" {
	served -- bash -c 'ask GET; ask POST -d one; ask GET; ask POST -d two; ask GET' >out
	[ "$(<out)" = $'there is no state\n404\n200\none200\n200\ntwo200' ]
	[ "$(versions)" = $'1-0-after-0-0\n1-1\n1-2' ]
	[ "$(bucket GET "$state.d/$(version 1 1)")" = one ]
	served -- bash -c 'ask GET; ask DELETE; ask GET' >out
	[ "$(<out)" = $'two200\n200\nthere is no state\n404' ]
	served -- bash -c 'ask GET; ask POST -d three' >out
	[ "$(<out)" = $'there is no state\n404\n200' ]
	[ "$(versions)" = $'1-0-after-0-0\n1-1\n1-2\n2-0-after-1-2\n2-1\n3-0-after-2-1\n3-1' ]
}

@test "COMMAND has the address and a password of this run, and no other backend's" {
	served -- sh -c 'env | grep ^TF_HTTP_ | sort' >out
	diff <(sed -E 's/[0-9a-f]{64}$/PASSWORD/; s/:[0-9]+/:PORT/' out) - <<-END
		TF_HTTP_ADDRESS=http://127.0.0.1:PORT/$state
		TF_HTTP_PASSWORD=PASSWORD
		TF_HTTP_USERNAME=garage-lock
	END
	served -- sh -c 'echo "$TF_HTTP_PASSWORD"' >other
	run ! grep -qf other out
	# Nowhere else: not in an argument of any process.
	served -- sh -c '! grep -qa "$TF_HTTP_PASSWORD" /proc/[0-9]*/cmdline'
}

@test "a GET carries the Content-MD5 that Terraform compares" {
	served -- bash -c 'ask POST -d one; ask GET -D headers'
	grep -qi "^Content-MD5: $(printf one | openssl md5 -binary | base64)"$'\r$' headers
}

@test "reading is one request, and writing one more the first time" {
	served -- bash -c 'ask POST -d one' >out
	control DELETE log
	served -- bash -c 'ask GET; ask GET; ask POST -d two; ask POST -d three' >out
	[ "$(requests '.path | test("tfstate")' | sed 's/ .*tfstate[.]d/ /')" = "$(printf '%s 200\n' "GET /$(version 1 1)" \
		"PUT /$(version 2 0)-after-$(version 1 1)" "PUT /$(version 2 1)" "PUT /$(version 2 2)")" ]
}

@test "a state of 20 MiB" {
	head -c 20971520 /dev/urandom >large
	served -t 5m -- bash -c 'ask POST --data-binary @large; ask GET -o back; cmp large back' >out
	[ "$(<out)" = $'200\n200' ]
	read_only -- bash -c 'ask GET -o again; cmp large again'
}

@test "without the lock it is only read" {
	served -- bash -c 'ask POST -d one' >out
	control DELETE log
	read_only -- bash -c 'ask GET; ask POST -d two; ask DELETE; env' >out 2>err
	grep -q '^one200$' out
	[ "$(grep -c "^$state was not written: without the lock it is only read; see garage-lock run --serve\$" out)" = 2 ]
	[ "$(grep -c '^403$' out)" = 2 ]
	[ "$(grep -c "^garage-lock: $state was not written: without the lock it is only read" err)" = 2 ]
	run ! grep -q GARAGE_LOCK_KEY out
	[ "$(control GET log | jq -r '[.[].method] | unique | join(" ")')" = GET ]
	[ "$(control GET log | jq 'map(select(.path | contains(".lock/"))) | length')" = 0 ]
	run -3 read_only -- sh -c 'exit 3'
}

@test "an earlier state can be read" {
	served -- bash -c 'ask POST -d one; ask POST -d two' >out
	[ "$(read_only --at="$(version 1 1)" -- bash -c 'ask GET')" = one200 ]
	fails 66 "garage-lock: there is no $state.d/$(version 1 3) in the bucket 'locks'" read_only --at="$(version 1 3)" -- true
}

@test "the state as it was before it was served is where it begins" {
	bucket PUT "$state" -d plain
	run --separate-stderr served -- bash -c 'ask GET; ask POST -d one'
	[ "$output" = $'plain200\n200' ]
	[[ $stderr == "garage-lock: $state.d/ is empty: the state is read from $state, and will be written to $state.d/ only" ]]
	prints one200 read_only -- bash -c 'ask GET'
	[ "$(bucket GET "$state")" = plain ]
}

@test "the last states are kept, with what they follow" {
	for _ in 1 2 3; do
		served --keep=3 -- bash -c 'ask POST -d one; ask POST -d two' >out
	done
	[ "$(versions)" = $'2-0-after-1-2\n2-2\n3-0-after-2-2\n3-1\n3-2' ]
	served --keep=1 -- true
	[ "$(versions)" = $'3-0-after-2-2\n3-2' ]
}

@test "keys in many pages" {
	control PUT settings '{"page": 2}'
	served -- bash -c 'for i in 1 2 3 4 5; do ask POST -d $i; done' >out
	[ "$(read_only -- bash -c 'ask GET')" = 5200 ]
}

@test "what is deleted is not read, though a LIST shows it" {
	control PUT settings '{"show_deleted": 60}'
	served -- bash -c 'ask POST -d one; ask POST -d two; ask POST -d three' >out
	bucket DELETE "$state.d/$(version 1 3)"
	bucket DELETE "$state.d/$(version 1 2)"
	served -- bash -c 'ask GET; ask POST -d four' >out 2>&1
	[ "$(<out)" = $'one200\n200' ]
	[[ $(versions) == *'2-0-after-1-1'* ]]
	[ "$(read_only -- bash -c 'ask GET')" = four200 ]
}

# --- what is refused -----------------------------------------------------------------------------------------------

@test "who does not know the password, asks another host, path or method" {
	served -- bash -c '
		ask POST -d one
		try() { curl -sS -o /dev/null -w "%{http_code}\n" "$@"; }
		right=(-u "garage-lock:$TF_HTTP_PASSWORD")
		try "$TF_HTTP_ADDRESS"
		try -u garage-lock:wrong "$TF_HTTP_ADDRESS"
		try -u garage-lock: -X POST -d two "$TF_HTTP_ADDRESS"
		try "${right[@]}" -H "Host: evil.example" "$TF_HTTP_ADDRESS"
		try "${right[@]}" -0 -H Host: "$TF_HTTP_ADDRESS"
		try "${right[@]}" "$TF_HTTP_ADDRESS/x"
		try "${right[@]}" --path-as-is "${TF_HTTP_ADDRESS%web*}%77eb.tfstate"
		try "${right[@]}" -X LOCK "$TF_HTTP_ADDRESS"
		try "${right[@]}" -X PUT -d two "$TF_HTTP_ADDRESS"
		try "${right[@]}" "$TF_HTTP_ADDRESS?ID=1"
		ask GET' >out
	[ "$(paste -sd' ' out)" = '200 401 401 401 421 421 404 404 405 405 200 one200' ]
	[ "$(versions)" = $'1-0-after-0-0\n1-1' ]
}

@test "only this machine can ask" {
	served -- bash -c 'port=${TF_HTTP_ADDRESS#http://127.0.0.1:}; ss -Hltn "sport = :${port%%/*}"' >out
	[[ $(<out) == *' 127.0.0.1:'* && $(wc -l <out) == 1 ]]
}

@test "what is not whole, and what is nothing" {
	served -- bash -c 'ask POST -d one -H "Content-MD5: $(printf two | openssl md5 -binary | base64)"; ask POST -d ""' >out 2>err
	grep -q 'it is not what its Content-MD5 says' out
	[ "$(grep -c ^400 out)" = 2 ]
	[ -z "$(versions)" ]
	served -- bash -c 'ask POST -d one -H "Content-MD5: $(printf one | openssl md5 -binary | base64)"' >out
	[ "$(<out)" = 200 ]
}

@test "what is larger than 256 MiB" {
	served -t 5m -- bash -c 'head -c 268435457 /dev/zero | ask POST -T - -H Expect:' >out 2>err
	[ "$(<out)" = "$state was not written: it is too large"$'\n413' ]
	[ -z "$(versions)" ]
}

@test "command lines that make no sense" {
	fails 64 '*the store consul needs no *--serve*' served -s consul -- true
	fails 64 '*the store file needs no *--serve*' served -s file -- true
	fails 64 "*missing '--state'*" "$GARAGE_LOCK" run -k k --serve -- true
	fails 64 "*missing '--state'*" "$GARAGE_LOCK" serve -- true
	fails 64 "*'--accept' is not for '--serve'*" served --accept=x -- true
	fails 64 "*'--unsaved' is not for '--serve'*" served --unsaved=x -- true
	fails 64 "*'../x' is no name of a state with the store garage*" "$GARAGE_LOCK" serve --state=../x -- true
	fails 64 "*missing COMMAND*" "$GARAGE_LOCK" serve --state=x
	fails 64 "*'1-1' is no version*" read_only --at=1-1 -- true
	for n in 0 -1 x '' 100001; do
		fails 64 "*'--keep' takes a number from 1 to 100000*" served --keep="$n" -- true
	done
	unset GARAGE_STATE_BUCKET
	fails 78 '*needs GARAGE_STATE_BUCKET*' served -- true
}

@test "a bucket that is not there, or not for us: COMMAND is not run, and the lock is free" {
	fails 78 '*refuses to GET in the bucket *elsewhere*NoSuchBucket*' served --state-bucket=elsewhere -- touch ran
	control PUT faults '[{"path": "prefix=shop", "kind": "status", "status": 403}]'
	fails 77 '*refuses to GET*403*' served -- touch ran
	control PUT faults '[]'
	bucket PUT "$state.d/other" -d x
	fails 65 "*holds '$state.d/other', which is no state of garage-lock*" served -- touch ran
	[ ! -e ran ]
	is_free
}

@test "states that are ahead of the lock, until it is put ahead of them" {
	for _ in 1 2; do served -- true; done
	served -- bash -c 'ask POST -d one' >out
	other() { "$GARAGE_LOCK" run -k other --serve --state="$state" "$@"; }
	fails 65 "*was written with the token 3, but the lock other is only at 1: see 'Served states' in garage-lock(1)" other -- touch ran
	[ ! -e ran ]
	bucket PUT other/.lock/token.3.00000000-0000-4000-8000-000000000000 -d ''
	other -- bash -c 'ask GET; ask POST -d two' >out
	[ "$(<out)" = $'one200\n200' ]
	[[ $(versions) == *$'\n4-1' ]]
}

# --- what is held up -----------------------------------------------------------------------------------------------

@test "a write in doubt is repeated on the same key until it is acknowledged" {
	fault PUT "d/$(version 1 1)" lost 0 3
	served -- bash -c 'ask POST -d one' >out
	[ "$(<out)" = 200 ]
	[ "$(requests '.path | test("tfstate.d/.*1$")' | wc -l)" = 4 ]
	[ "$(versions)" = $'1-0-after-0-0\n1-1' ]
}

@test "a write goes on while the lease is renewed" {
	fault PUT "d/$(version 1 1)" delay 3 1
	served -t 2s -- bash -c 'ask POST -d one' >out
	[ "$(<out)" = 200 ]
}

@test "the number of a write that failed is not used again" {
	control PUT faults "[{\"path\": \"$(version 1 1)\", \"kind\": \"status\", \"status\": 400}]"
	served -- bash -c 'ask POST -d one; ask POST -d two' >out 2>err
	[ "$(grep -c '^409$' out)" = 1 ]
	grep -q '^200$' out
	[ "$(versions)" = $'1-0-after-0-0\n1-2' ]
}

@test "when the lease is lost, a write is answered in time to save the state, and no later one is tried" {
	# Nothing that the holder writes is answered any more.
	served -t 4s -- bash -c 'trap "" INT; control() { curl -fsS -X "$1" -d "$3" "$GARAGE_ENDPOINT/_control/$2"; }
		control PUT faults "[{\"method\": \"PUT\", \"kind\": \"hang\"}]"
		ask POST -d one; echo "after $SECONDS s"; ask POST -d two; exec sleep 9' >out 2>err && false
	[ "$(grep -c '^409$' out)" = 2 ]
	[[ $(<out) =~ after\ [123]\ s ]]
	grep -q "^garage-lock: $state was not written: the lease is over, or nearly so" err
	control PUT faults '[]'
	[ -z "$(versions)" ]
}

@test "what is acknowledged while garage-lock was stopped beyond its lease is no success" {
	fault PUT "d/$(version 1 1)" slow 1
	hold -t 2s --serve --state="$state" -- bash -c 'trap "" INT; echo $$ >pids; ask POST -d one >out; exec sleep 9'
	landed() { [[ $(versions) == *$'\n1-1' ]]; }
	eventually 5 landed
	kill -STOP "$lock"
	sleep 3
	kill -CONT "$lock"
	ends 76
	grep -q "^garage-lock: $state was not written: " said
	run ! grep -q 200 out
}

@test "when the lock is broken, a write that is under way is broken off" {
	fault PUT 'tfstate.d/' hang
	hold -t 20s --serve --state="$state" -- bash -c 'echo $$ >pids; trap "" INT; ask POST -d one >out; echo $SECONDS >took; exec sleep 9'
	eventually 5 is_held
	garage-lock break -k k --id "$(holder_id)" -r test --force
	ends 76
	[[ $(<out) == *"the lock was lost meanwhile"$'\n409' ]]
	[ "$(<took)" -lt 8 ]
}

@test "what lands after somebody else has written is not the state, and is named" {
	control PUT faults "[{\"method\": \"PUT\", \"path\": \"$(version 1 2)\", \"kind\": \"late\", \"seconds\": 6, \"times\": 1},
		{\"method\": \"PUT\", \"path\": \"$(version 1 2)\", \"kind\": \"gone\"}]"
	served -t 2s -- bash -c 'ask POST -d one; ask POST -d late' >out 2>err
	[[ $(<out) == '200'*'409' ]]
	served -- bash -c 'ask GET; ask POST -d two' >out
	[ "$(<out)" = $'one200\n200' ]
	landed() { [[ $(versions) == *1-2* ]]; }
	eventually 10 landed
	served -- bash -c 'ask GET' >out 2>err
	[ "$(<out)" = two200 ]
	[[ $(<err) == "garage-lock: $state.d/$(version 1 2) was written too late, so the states after it are without it; to see it:"* ]]
	[[ $(<err) =~ garage-lock\ serve\ (--state=[^ ]+)\ (--at=[^ ]+)\ -- ]]
	[ "$("$GARAGE_LOCK" serve "${BASH_REMATCH[@]:1}" -- bash -c 'ask GET')" = late200 ]
	bucket DELETE "$state.d/$(version 1 2)"
	served -- true 2>err
	[ ! -s err ]
}

@test "what a later holder has read is not lost, however late it landed" {
	fault PUT "d/$(version 1 2)" late 4
	served -t 2s -- bash -c 'ask POST -d one; ask POST -d late' >out 2>err
	grep -q "was not written: no answer from" err # after twice the TTL, however often the lease was renewed
	landed() { [[ $(versions) == *1-2* ]]; }
	eventually 10 landed
	served -- bash -c 'ask GET; ask POST -d two' >out
	[ "$(<out)" = $'late200\n200' ]
	served -- true 2>err
	[ ! -s err ]
}

@test "a pruned state that comes back changes nothing" {
	served --keep=1 -- bash -c 'ask POST -d one; ask POST -d two' >out
	served --keep=1 -- bash -c 'ask POST -d three' >out
	bucket PUT "$state.d/$(version 1 1)" -d one
	served --keep=1 -- bash -c 'ask GET' >out 2>err
	[ "$(<out)" = three200 ]
	[ ! -s err ]
	[[ $(versions) != *$'1-1\n'* ]]
}

@test "memory that is out, at each place in turn: no crash, no half state, and the lock is free" {
	local n=0 failures=0 status
	cc -std=c11 -D_GNU_SOURCE -shared -fPIC -o faults.so "$ROOT/tests/doubles/faults.c"
	served -- bash -c 'ask POST -d 0' >out
	while n=$((n + 1)); do
		rm -f fired out
		status=0
		FAULT=alloc:$n:ENOMEM FAULT_PROGRAM=garage-lock FAULT_OWN=1 FAULT_LOG=$PWD/fired LD_PRELOAD=$PWD/faults.so \
			timeout 30 "$GARAGE_LOCK" run -k k -t 5s -w 20s --serve --state="$state" -- \
			bash -c "unset LD_PRELOAD; ask GET; ask POST -d $n; exit 7" >out 2>said || status=$?
		[ -e fired ] || break
		[[ $status == 7 || $status == 71 || $status == 78 ]] || { echo "$n: exit status $status: $(<said)"; return 1; }
		[[ $status == 7 || -s said ]] || { echo "$n: it says nothing"; return 1; }
		[ "$status" = 7 ] || failures=$((failures + 1))
		# What was acknowledged is the state; what was not may be.
		last=$(read_only -- bash -c 'ask GET')
		[[ $(tail -n 1 out) != *200 || $last == ${n}200 ]] || { echo "$n: acknowledged, but the state is $last"; return 1; }
	done
	[ "$failures" -ge 10 ]
	eventually 10 is_free
}

@test "under valgrind: no bad access, nothing lost" {
	checked() { valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect "$GARAGE_LOCK" "$@" 2>err; }
	declare -f ask >words # valgrind is a script of a shell that drops functions
	run checked run -k k -t 30s --serve --keep=1 --state="$state" -- bash -c '. ./words; ask POST -d one; ask POST -d two; ask GET; ask DELETE; ask PUT'
	[ "$status" -eq 0 ]
	[ "$output" = $'200\n200\ntwo200\n200\n405' ]
	run checked serve --state="$state" -- bash -c '. ./words; ask GET; ask POST -d one; curl -sS $TF_HTTP_ADDRESS'
	[ "$status" -eq 0 ]
	[[ $output == *403 ]]
	run checked run -k other --serve --state="$state" -- true
	[ "$status" -eq 65 ]
}
