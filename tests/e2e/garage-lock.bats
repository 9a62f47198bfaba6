#!/usr/bin/env bats
# A lock on three real nodes of Garage or Consul: who gets it, who is killed and who is left, and what a node that fails does to it.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # shell code for COMMANDs; variables of lock.bash, garage-lock.bash and of run

load ../bats/setup
load ../bats/lock
load garage-lock

# --- as it should be -----------------------------------------------------------------------------------------------

@test "run, status and break: any node sees what another was told" {
	local first second
	[ "$(garage-lock status -k "$key")" = "$key: free" ]
	first=$(at 1 garage-lock run -k "$key" -- sh -c 'echo $GARAGE_LOCK_TOKEN')
	second=$(at 2 garage-lock run -k "$key" -- sh -c 'echo $GARAGE_LOCK_TOKEN')
	[ "$second" -gt "$first" ]
	hold -o apply -t "${ttl}s" -- sh -c "$patient"
	[[ $(at 2 garage-lock status -k "$key") =~ ^$key:\ locked\ by\ .+@.+\ since\ [0-9TZ:-]+,\ for\ apply,\ ID\ [0-9a-f-]{36},\ token\ [0-9]+$ ]]
	fails 75 "garage-lock: $key is locked by *, for apply, ID $(holder_id)" at 3 garage-lock run -k "$key" -- true
	fails 65 "garage-lock: $key is locked by *" at 3 garage-lock break -k "$key" --id 00000000-0000-4000-8000-000000000000 -r x
	run -75 at 3 garage-lock break -k "$key" --id "$(holder_id)" -r x
	prints "$key: broken" at 3 garage-lock break -k "$key" --id "$(holder_id)" -r 'it hangs' --force
	at 2 garage-lock run -k "$key" -- true
	ends 76
	grep -q "$key is lost: it was broken by .*: it hangs" said
}

@test "of eight at once, at three nodes, each runs alone" {
	local pids=() i
	echo 0 >counter
	for i in {0..7}; do
		at $((i % 3 + 1)) garage-lock run -k "$key" -t "${ttl}s" -w 120 -- sh -c 'n=$(cat counter); sleep 0.05; echo $((n + 1)) >counter' 3>&- &
		pids+=("$!")
	done
	wait "${pids[@]}"
	[ "$(<counter)" = 8 ]
	is_free
}

@test "a lock is renewed for as long as COMMAND runs" {
	hold -t "${ttl}s" -- sh -c "echo \$\$ >pids; exec sleep $((2 * ttl + 3))"
	seconds at 2 garage-lock run -t "${ttl}s" -w 120 -k "$key" -- true
	within $((2 * ttl)) $((2 * ttl + 3 + bound))
	ends 0
}

# --- who is killed -------------------------------------------------------------------------------------------------

@test "a signal to garage-lock is passed on to COMMAND; the lock is free at once" {
	local signal status=5
	for signal in INT TERM HUP; do
		hold -- sh -c "$talkative"
		kill -"$signal" "$lock"
		ends $((status++))
		grep -q "got $signal" said
		at 2 is_free
	done
}

@test "SIGKILL to COMMAND, or to the warden: what COMMAND started ends too, and the lock is free at once" {
	local who
	for who in command warden; do
		hold -- sh -c "$stubborn"
		kill -9 "${!who}"
		ends 137
		all_gone
		at 2 is_free
	done
}

# recovers: the lock can be had again within the TTLs and the bound, and nothing of COMMAND is left then. Who asks now looks now.
recovers() {
	seconds at 2 garage-lock run -k "$key" -w 120 -t "${ttl}s" -- sh -c 'for p in $(cat pids); do ! kill -0 $p 2>/dev/null || touch alive; done'
	[ ! -e alive ]
	within 0 $((ttls * ttl + bound))
}

@test "SIGKILL to garage-lock: COMMAND is interrupted, and the lock is free after the TTL" {
	hold -t "${ttl}s" -- sh -c "$talkative"
	kill -9 "$lock"
	ends 137
	eventually 5 all_gone
	grep -q 'got INT' said
	recovers
}

@test "SIGKILL to garage-lock: what hears nothing is killed before the lease is over" {
	hold -t "${ttl}s" -- sh -c "$stubborn"
	kill -9 "$lock"
	ends 137
	at 2 is_held
	recovers
}

@test "SIGKILL to garage-lock's parent: COMMAND is interrupted; the lock is free when it is gone" {
	local parent
	printf '%s\n' '"$@" &' 'echo $! >child' 'wait' >parent
	bash parent env --default-signal=INT "$GARAGE_LOCK" run "${store[@]}" -k "$key" -- sh -c "$talkative" >said 2>&1 3>&- &
	parent=$!
	eventually 10 exists pids
	kill -9 "$parent"
	eventually 10 all_gone
	grep -q 'got INT' said
	eventually 10 is_gone "$(<child)"
	is_free
}

@test "SIGKILL to garage-lock and its warden at once: COMMAND dies, what it started lives on, and the lock is free after the TTL" {
	hold -t "${ttl}s" -- sh -c "$stubborn"
	kill -STOP "$lock" "$warden" # both, before either can do something
	kill -9 "$lock" "$warden"
	ends 137
	eventually 5 is_gone "$command"
	kill -0 "$(sed -n 2p pids)"
	seconds at 2 garage-lock run -k "$key" -w 120 -t "${ttl}s" -- true
	within 1 $((ttls * ttl + bound))
}

# --- nodes that fail -----------------------------------------------------------------------------------------------

@test "a node that is paused or killed is not noticed by who holds the lock at another" {
	local token
	hold -t 10s -- sh -c "$talkative"
	cluster pause 3
	sleep 12
	cluster resume 3
	cluster kill 3
	sleep 11
	token=$(at 1 garage-lock status --json -k "$key" | jq .Token)
	cluster start 3
	cluster settle
	kill -0 "$command"
	kill "$lock"
	ends 6
	[ "$(<said)" = 'got TERM' ]
	[ "$(at 3 garage-lock run -k "$key" -- sh -c 'echo $GARAGE_LOCK_TOKEN')" -gt "$token" ] # whoever was away has heard of it
}

@test "whose own node is gone loses the lock: COMMAND is interrupted in time, and others get it" {
	at 3 hold -t 10s -- sh -c "$talkative"
	cluster kill 3
	seconds ends 76
	within 2 15
	grep -q 'got INT' said
	seconds at 1 garage-lock run -k "$key" -w 120 -t 10s -- true
	within 0 $((ttls * 10 + bound))
	cluster start 3
	cluster settle
}

@test "without a quorum nobody gets the lock; with one again, all do" {
	cluster kill 2
	cluster kill 3
	[ "$(cluster status | grep -c 'does not run')" = 2 ]
	run -69 --separate-stderr at 1 garage-lock run -k "$key" -t 10s -- touch never
	[[ $stderr == 'garage-lock: no answer from 127.0.0.1:'* ]]
	[ ! -e never ]
	at 1 garage-lock run -k "$key" -t 10s -w 300 -- touch ran 3>&- &
	cluster start 2
	cluster start 3
	cluster settle
	wait "$!"
	[ -e ran ]
}
