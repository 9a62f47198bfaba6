#!/usr/bin/env bats
# A state that garage-lock serves from three real nodes of Garage.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # shell code for COMMANDs; variables of lock.bash, garage-lock.bash and of run

load ../bats/setup
load ../bats/lock
load ../bats/serve
load garage-lock

served() { "$GARAGE_LOCK" run -k "$key" -t 60s --serve --state="$key.tfstate" "$@"; }
read_only() { "$GARAGE_LOCK" serve --state="$key.tfstate" "$@"; }

@test "what one node was told, another reads, with a key that may only read" {
	export GARAGE_STATE_BUCKET=states
	head -c 20971520 /dev/urandom >large
	at 1 served -- bash -c 'ask GET; ask POST -d one; ask POST --data-binary @large' >out
	[ "$(<out)" = $'there is no state\n404\n200\n200' ]
	export GARAGE_ACCESS_KEY_ID=$GARAGE_READER_ACCESS_KEY_ID GARAGE_SECRET_ACCESS_KEY=$GARAGE_READER_SECRET_ACCESS_KEY
	at 2 read_only -- bash -c 'ask GET -o back; cmp large back' >out
	[ "$(<out)" = 200 ]
	[ "$(at 3 read_only --at="$(version 1 1)" -- bash -c 'ask GET')" = one200 ]
}

@test "deleted, written again, and pruned" {
	export GARAGE_STATE_BUCKET=states
	served -- bash -c 'ask POST -d one; ask DELETE; ask GET' >out
	[ "$(<out)" = $'200\n200\nthere is no state\n404' ]
	at 2 served --keep=1 -- bash -c 'ask GET; ask POST -d two' >out
	[ "$(<out)" = $'there is no state\n404\n200' ]
	run -66 at 3 read_only --at="$(version 1 1)" -- true
	[ "$(at 3 read_only -- bash -c 'ask GET')" = two200 ]
}

@test "a node that is killed and comes back loses nothing" {
	export GARAGE_STATE_BUCKET=states
	at 1 served -- bash -c 'for i in {1..20}; do ask POST -d $i; [ $i != 5 ] || : >begun; done' >out 3>&- &
	lock=$!
	eventually 30 exists begun
	cluster kill 3
	wait "$lock"
	[ "$(sort out | uniq -c | xargs)" = '20 200' ]
	[ "$(at 2 read_only -- bash -c 'ask GET')" = 20200 ]
	cluster start 3
	cluster settle
	[ "$(at 3 read_only -- bash -c 'ask GET')" = 20200 ]
}
