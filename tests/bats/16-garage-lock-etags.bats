#!/usr/bin/env bats
# garage-lock etags: a file for each unit's state, another one only when the state is.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154,SC2314 # variables of lock.bash and of run

load setup
load lock

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
}

on() {
	case $1 in
	garage) s3; export GARAGE_STATE_BUCKET=locks; unset GARAGE_LOCK_BUCKET ;;
	consul) consul ;;
	esac
	STORE=$1
}

put() { # UNIT TEXT: its state
	case $STORE in
	file) mkdir -p states/p/e && echo "$2" >"states/p/e/$1.tfstate" ;;
	garage) key "p/e/$1.tfstate" "$2" ;;
	consul) curl -fsS -o made -X PUT -d "$2" "$CONSUL_HTTP_ADDR/v1/kv/p/e/$1.tfstate" ;;
	esac
}

key() { # NAME TEXT [METHOD]
	curl -fsS -o made --aws-sigv4 aws:amz:garage:s3 --user "$GARAGE_ACCESS_KEY_ID:$GARAGE_SECRET_ACCESS_KEY" \
		-H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -X "${3-PUT}" -d "$2" "$GARAGE_ENDPOINT/locks/$1"
}

remove() {
	case $STORE in
	file) rm "states/p/e/$1.tfstate" ;;
	garage) key "p/e/$1.tfstate" '' DELETE ;;
	consul) curl -fsS -o made -X DELETE "$CONSUL_HTTP_ADDR/v1/kv/p/e/$1.tfstate" ;;
	esac
}

etags() { garage-lock etags --into build --prefix "$([ "$STORE" = file ] && echo states/)p/e" "$@"; }
stamps() { stat -c '%n %y %i' build/*/.etag; }

changed() {
	local before
	mkdir -p build/{a,b,c}
	put a one
	put b one
	put c one
	prints '' etags a b c
	[ "$(cat build/*/.etag | sort -u | wc -l)" = 1 ]
	[ "$(wc -l <build/a/.etag)" = 1 ]
	[[ $(<build/a/.etag) =~ ^[0-9a-f]{32,64}$ ]]
	before=$(stamps)
	sleep 0.05
	prints '' etags a b c
	[ "$(stamps)" = "$before" ]
	put b two
	prints '' etags a b c
	[ "$(diff <(stamps) <(echo "$before") | grep -c '^<')" = 1 ]
	[ "$(cat build/*/.etag | sort -u | wc -l)" = 2 ]
	remove c
	prints '' etags a b c
	[ ! -e build/c/.etag ]
	[ "$(ls -A build/c)" = '' ]
	prints '' etags a b c # and once more
}
@test "file: only what has changed is written" { on file; changed; }
@test "garage: only what has changed is written" { on garage; changed; }
@test "consul: only what has changed is written" { on consul; changed; }

# 100 units, of which 90 have a state. The latency is such that rounds do not blur on a busy machine.
hundred() {
	local i
	for i in {1..90}; do put "u$i" "$i"; done
	units=$(printf 'u%s ' {1..100})
	for i in $units; do mkdir -p "build/$i"; done
	control PUT latency "${LATENCY:-200}"
	control DELETE log
	# shellcheck disable=SC2086 # many words
	seconds prints '' etags $units
	[ "$(printf '%s\n' build/*/.etag | wc -l)" = 90 ]
	[ "$(cat build/*/.etag | sort -u | wc -l)" = 90 ]
}

@test "garage: a hundred units are three rounds of requests, not a hundred" {
	on garage
	hundred
	[ "$(control GET log | jq 'length')" = 101 ] # and a LIST, which tells that the bucket is there
	echo "# $(control GET rounds) round trips in $took s" >&3
	[ "$(control GET rounds)" -le 3 ]
}

@test "consul: a hundred units are three rounds of requests, not a hundred" {
	on consul
	hundred
	[ "$(control GET log | jq 'length')" = 100 ]
	echo "# $(control GET rounds) round trips in $took s" >&3
	[ "$(control GET rounds)" -le 3 ]
}

@test "what cannot be read counts as changed, again and again" {
	local first
	on garage
	mkdir -p build/{a,b,c}
	put a one
	put b one
	prints '' etags a b c
	first=$(<build/a/.etag)
	control PUT faults '[{"method": "HEAD", "path": "/b.tfstate", "kind": "status", "status": 403}]'
	run -0 --separate-stderr etags a b c
	[[ $stderr == "garage-lock: warning: 1 of 3 states cannot be asked for, and count as changed: 127.0.0.1:"*" refuses to HEAD in the bucket 'locks': HTTP status 403" ]]
	[[ $(<build/b/.etag) =~ ^unknown\ [0-9a-f-]{36}$ ]]
	[ "$(<build/a/.etag)" = "$first" ]
	[ ! -e build/c/.etag ]
	first=$(<build/b/.etag)
	run -0 etags a b c
	[ "$(<build/b/.etag)" != "$first" ]
	control PUT faults '[]'
	prints '' etags a b c
	[[ $(<build/b/.etag) != unknown* ]]
	GARAGE_STATE_BUCKET=other run -0 --separate-stderr etags a b c # where there is no bucket there is no saying that there is no state
	[[ $stderr == *"3 of 3 states cannot be asked for"*"in the bucket 'other': HTTP status 404, NoSuchBucket"* ]]
	[ "$(cat build/{a,b,c}/.etag | grep -c '^unknown ')" = 3 ]
	GARAGE_ENDPOINT=http://127.0.0.1:1 run -0 --separate-stderr etags a b c
	[[ $stderr == *"3 of 3 states cannot be asked for, and count as changed: no answer from 127.0.0.1:1: "* ]]
	[ "$(cat build/{a,b,c}/.etag | grep -c '^unknown ')" = 3 ]
}

@test "file, consul: what cannot be read counts as changed" {
	on file
	mkdir -p build/{a,b} states/p/e/a.tfstate
	put b one
	run -0 --separate-stderr etags a b
	[ "$stderr" = "garage-lock: warning: 1 of 2 states cannot be asked for, and count as changed: cannot read 'states/p/e/a.tfstate': Is a directory" ]
	[[ $(<build/a/.etag) == 'unknown '* && $(<build/b/.etag) != 'unknown '* ]]
	on consul
	put b one
	control PUT faults '[{"path": "/a.tfstate", "kind": "status", "status": 403, "body": "Permission denied"}]'
	run -0 --separate-stderr etags a b
	[[ $stderr == *'1 of 2 states cannot be asked for, and count as changed: 127.0.0.1:'*' refuses to GET /kv/p/e/a.tfstate: HTTP status 403, Permission denied' ]]
	[[ $(<build/a/.etag) == 'unknown '* && $(<build/b/.etag) != 'unknown '* ]]
}

@test "what serve writes is told by its greatest key" {
	local first=00000000000000000007-0000000001
	on garage
	mkdir -p build/{a,b,c}
	put b one # not served: it counts for nothing
	key "p/e/a.tfstate.d/$first" x
	key p/e/a.tfstate.d/00000000000000000006-0000000009 x
	key p/e/a.tfstate.d/other x
	key p/e/b.tfstate.d/00000000000000000001-0000000001 x
	key p/e/b.tfstate.d/00000000000000000002-0000000001 '' # it was deleted
	key p/e/c.tfstate.d/00000000000000000010-0000000001 x
	key p/e/c.tfstate.d/00000000000000000009-0000000001 x
	prints '' etags --served a b c
	[ "$(<build/a/.etag)" = "$first" ]
	[ ! -e build/b/.etag ]
	[ "$(<build/c/.etag)" = 00000000000000000010-0000000001 ]
	key p/e/a.tfstate.d/00000000000000000007-0000000002 x
	control PUT settings '{"page": 1}' # its pages are asked for one after the other, those of all units at once
	control PUT latency 50
	control DELETE log
	prints '' etags --served a b c
	[ "$(<build/a/.etag)" = 00000000000000000007-0000000002 ]
	[ "$(<build/c/.etag)" = 00000000000000000010-0000000001 ]
	[ "$(control GET log | jq length)" = 8 ]
	[ "$(control GET rounds)" = 4 ]
	control PUT faults '[{"path": "a.tfstate.d.*continuation|continuation.*a.tfstate.d", "kind": "status", "status": 403}]'
	run -0 etags --served a b c
	[[ $(<build/a/.etag) == 'unknown '* ]] # half a list is none
	[ "$(<build/c/.etag)" = 00000000000000000010-0000000001 ]
}

@test "what is wrong is named, and nothing is written" {
	on file
	fails 64 "garage-lock: missing '--into'; see '--help'" garage-lock etags a
	fails 64 "garage-lock: missing UNIT; see '--help'" garage-lock etags --into build
	fails 64 "garage-lock: '../a' is no name of a unit; see '--help'" garage-lock etags --into build ../a
	fails 64 "garage-lock: '' is no name of states with the store file; see '--help'" garage-lock etags --into build --prefix '' a
	put a one
	fails 73 "garage-lock: cannot create 'build/a/.etag': No such file or directory" etags a
	on garage
	fails 64 "garage-lock: '/p' is no name of states with the store garage; see '--help'" garage-lock etags --into build --prefix /p a
	GARAGE_STATE_BUCKET='' fails 78 "garage-lock: the store garage needs GARAGE_STATE_BUCKET or '--state-bucket'" etags a
	GARAGE_SECRET_ACCESS_KEY='' fails 78 'garage-lock: the store garage needs GARAGE_ACCESS_KEY_ID and GARAGE_SECRET_ACCESS_KEY' etags a
	[ ! -e build ]
}

@test "a unit's state may be asked for without a prefix, and in a bucket of its own" {
	on garage
	mkdir -p build/a
	key a.tfstate x
	GARAGE_STATE_BUCKET=other prints '' garage-lock etags --into build --state-bucket locks a
	[ "$(<build/a/.etag)" = "$(printf x | md5sum | cut -d ' ' -f 1)" ]
}

@test "under valgrind: no bad access, nothing lost" {
	checked() { valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect "$GARAGE_LOCK" "$@" 2>/dev/null; }
	local more
	on garage
	mkdir -p build/{a,b}
	put a one
	control PUT settings '{"page": 1}'
	key p/e/a.tfstate.d/00000000000000000007-0000000001 x
	key p/e/a.tfstate.d/00000000000000000007-0000000002 x
	control PUT faults '[{"path": "/b.tfstate", "kind": "status", "status": 403}]'
	for more in '' --served; do
		# shellcheck disable=SC2086 # or none
		run -0 checked etags --into build --prefix p/e $more a b
	done
}
