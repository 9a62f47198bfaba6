#!/usr/bin/env bats
# What ends a session of Consul before its TTL does, so that it is known what garage-lock's man page warns of.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # shell code for COMMANDs; variables of lock.bash, garage-lock.bash and of run

load ../bats/setup
load ../bats/lock
load garage-lock

# manage METHOD PATH [JSON]: as who may do anything.
manage() {
	curl -fsS -X "$1" -H @<(echo "X-Consul-Token: $(<"$FOLDER/management")") ${3:+-d "$3"} "${nodes[0]}/v1/$2"
}

@test "Autopilot takes no server that failed out of the catalog" {
	[ "$(manage GET operator/autopilot/configuration | jq .CleanupDeadServers)" = false ]
	hold -t 60s -- sh -c "$patient"
	cluster kill 2
	sleep 20 # it would be gone after six
	[ "$(manage GET catalog/nodes | jq length)" = 3 ]
	cluster start 2
	cluster settle
	is_held
	kill "$lock"
	ends 143
}

@test "a node that is taken out of the catalog ends its sessions at once: another gets the lock, and the holder hears of it when it renews" {
	at 3 hold -t 20s -- sh -c "$talkative"
	manage PUT catalog/deregister '{"Node": "node-3"}'
	seconds at 1 garage-lock run -k "$key" -- true
	within 0 3
	ends 76
	grep -q 'is lost: Consul has ended the session' said
	grep -q 'got INT' said
}
