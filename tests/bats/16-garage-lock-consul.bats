#!/usr/bin/env bats
# A lock of Consul's own, with a double of its API.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154,SC2314 # shell code for COMMANDs; variables of lock.bash and of run

load setup
load lock

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	consul
}

@test "uncontended it takes four round trips" {
	control PUT latency 50
	garage-lock run -k prod/mgmt -- true
	[ "$(control GET rounds)" = 4 ]
	[ "$(control GET log | jq -r '.[] | "\(.method) \(.path | sub("[0-9a-f-]{36}$"; "ID"))"')" = \
		$'PUT /v1/session/create\nPUT /v1/kv/locks/prod/mgmt/.lock\nGET /v1/kv/locks/prod/mgmt/.lock\nPUT /v1/session/destroy/ID' ]
}

@test "--address says where, in place of the environment" {
	local address=$CONSUL_HTTP_ADDR
	export CONSUL_HTTP_ADDR=http://127.0.0.1:9
	fails 69 '*127.0.0.1:9*' garage-lock run -k k -- true
	garage-lock run -k k --address "$address" -- true
}

@test "the session has a TTL, no checks and no lock delay" {
	hold -t 20s -- sh -c "$patient"
	local session
	session=$(curl -fsS "$CONSUL_HTTP_ADDR/v1/kv/locks/k/.lock" | jq -r '.[0].Session')
	[ "$(curl -fsS "$CONSUL_HTTP_ADDR/v1/session/info/$session" | jq -c '.[0] | [.Name, .TTL, .Behavior, .LockDelay, .NodeChecks]')" = \
		'["garage-lock k","20000ms","release",0,[]]' ]
	kill "$lock"
	ends 143
	garage-lock run -k k -- true # at once
}

@test "the token is the key's ModifyIndex, and grows" {
	local first second
	first=$(garage-lock run -k k -- sh -c 'echo $GARAGE_LOCK_TOKEN; curl -fsS "$CONSUL_HTTP_ADDR/v1/kv/locks/k/.lock" | jq ".[0].ModifyIndex"')
	[ "$(uniq <<<"$first" | wc -l)" = 1 ]
	second=$(garage-lock run -k k -- sh -c 'echo $GARAGE_LOCK_TOKEN')
	[ "$second" -gt "${first%%$'\n'*}" ]
}

@test "status says who; a held lock exits 75; --wait waits" {
	[ "$(garage-lock status -k k)" = 'k: free' ]
	hold -o apply -- sh -c "$patient"
	[[ $(garage-lock status -k k) =~ ^k:\ locked\ by\ .+@.+\ since\ [0-9TZ:-]+,\ for\ apply,\ ID\ [0-9a-f-]{36},\ token\ [0-9]+$ ]]
	fails 75 "garage-lock: k is locked by *, for apply, ID $(holder_id)" garage-lock run -k k -- true
	run -75 --separate-stderr garage-lock run -k k -w 500ms -- true
	grep -q 'waiting for k, which is locked by .*, for apply' <<<"$stderr"
	"$GARAGE_LOCK" run "${store[@]}" -k k -w 60 -- true 2>err 3>&- &
	eventually 10 grep -q waiting err
	kill "$lock"
	ends 143
	wait "$!"
	[[ $(garage-lock status -k k) == 'k: free, last token '* ]]
}

@test "of eight at once each runs alone" {
	local pids=()
	echo 0 >counter
	for _ in {1..8}; do
		garage-lock run -k k -t 10s -w 60 -- sh -c 'n=$(cat counter); sleep 0.02; echo $((n + 1)) >counter' 3>&- &
		pids+=("$!")
	done
	wait "${pids[@]}"
	[ "$(<counter)" = 8 ]
}

@test "what is wrong with the configuration is named" {
	local address
	fails 64 "garage-lock: '--ttl' must be at least 10s to 24h with the store consul; see '--help'" garage-lock run -k k -t 9s -- true
	for address in http://consul.example:8500 consul.example:8500 ftp://a; do
		CONSUL_HTTP_ADDR=$address fails 78 "garage-lock: cannot use '$address' as CONSUL_HTTP_ADDR: *" garage-lock run -k k -- true
	done
	CONSUL_HTTP_ADDR=${CONSUL_HTTP_ADDR#http://} garage-lock run -k k -- true
}

@test "the ACL token goes along, and one that is refused exits 77" {
	exec 9>&-
	rm "$BATS_TEST_TMPDIR"/{alive,address}
	consul -token secret
	fails 77 'garage-lock: 127.0.0.1:* refuses to PUT /session/create: HTTP status 403, Permission denied*' garage-lock run -k k -- true
	CONSUL_HTTP_TOKEN=secret garage-lock run -k k -- true
}

@test "an answer that does not come, or is none" {
	control PUT faults '[{"path": "create", "times": 1, "kind": "lost"}, {"path": "acquire", "times": 2, "kind": "lost"},
		{"method": "GET", "times": 1, "kind": "gone"}, {"path": "destroy", "times": 1, "kind": "status", "status": 500}]'
	garage-lock run -k k -- true
	[[ $(garage-lock status -k k) == 'k: free, last token '* ]]
	control PUT faults '[{"path": "create", "kind": "status", "status": 200, "body": "{}"}]'
	fails 69 'garage-lock: 127.0.0.1:* answers with no ID of a session' garage-lock run -k k -- true
	control PUT faults '[{"method": "GET", "kind": "status", "status": 200, "body": "[]"}]'
	fails 69 'garage-lock: 127.0.0.1:* answers with no value of a key' garage-lock run -k k -- true
}

@test "a dead holder's lock is free after at most twice its TTL" {
	control PUT settings '{"speed": 5}' # 2 * 10 s are 4 s
	hold -t 10s -- sh -c "$patient"
	kill -STOP "$lock" "$warden"
	kill -9 "$lock" "$warden" "$command"
	ends 137
	fails 75 '*' garage-lock run -k k -- true
	seconds garage-lock run -k k -w 20 -- true
	within 2 7
}

@test "a session that Consul has ended: COMMAND is interrupted, then killed" {
	hold -t 10s -- sh -c "$stubborn"
	control PUT settings '{"expire": true}'
	seconds ends 76
	within 1 9
	grep -q 'k is lost: Consul has ended the session' said
	all_gone
}

@test "a store that is gone: COMMAND is interrupted at half the TTL" {
	hold -t 10s -- sh -c "$talkative"
	control PUT faults '[{"kind": "status", "status": 500}]'
	seconds ends 76
	within 3 14
	grep -q 'got INT' said
}

@test "break needs the holder's ID and --force; the holder hears who and why" {
	local id
	hold -t 10s -- sh -c "$talkative"
	id=$(holder_id)
	fails 65 "garage-lock: k is locked by *, ID $id" garage-lock break -k k --id 00000000-0000-4000-8000-000000000000 -r x
	fails 75 "garage-lock: k is locked by *, ID $id, who is alive; see '--force'" garage-lock break -k k --id "$id" -r x
	prints 'k: broken' garage-lock break -k k --id "$id" -r 'it hangs' --force
	garage-lock run -k k -- true
	ends 76
	grep -q 'k is lost: it was broken by .*@.* at .*: it hangs' said
	grep -q 'got INT' said
}

@test "what a holder calls itself is escaped before it is shown" {
	local session
	hold -- sh -c "$patient"
	session=$(curl -fsS "$CONSUL_HTTP_ADDR/v1/kv/locks/k/.lock" | jq -r '.[0].Session')
	curl -fsS -o /dev/null -X PUT -d '{"Who":"a\u001b[2J"}' "$CONSUL_HTTP_ADDR/v1/kv/locks/k/.lock?acquire=$session"
	[[ $(garage-lock status -k k) == 'k: locked by a\x1B[2J, token '* ]]
	kill "$lock"
	ends 143
}
