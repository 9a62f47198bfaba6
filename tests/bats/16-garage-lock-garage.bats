#!/usr/bin/env bats
# A lock on Garage, with a double of its S3 API: what it costs, and what goes wrong on the way.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154,SC2314 # shell code for COMMANDs; variables of lock.bash and of run

load setup
load lock

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	s3
}

held_by_the_dead() { # TTL: a lock whose holder was killed, with all it started
	hold -t "$1" -- sh -c "$patient"
	kill -STOP "$lock" "$warden"
	kill -9 "$lock" "$warden" "$command"
	ends 137
}

# --- as it should be -----------------------------------------------------------------------------------------------

@test "uncontended it takes six round trips" {
	control PUT latency 50
	garage-lock run -k prod/mgmt -- true
	[ "$(control GET rounds)" = 6 ]
	control DELETE log
	garage-lock run -k prod/mgmt -- true # what the one before left is swept on the way
	[ "$(control GET rounds)" = 6 ]
}

@test "every request is signed in its query, for as long as it has" {
	garage-lock run -k k -- true
	[ "$(control GET log | jq 'map(select(.query | test("X-Amz-Signature=[0-9a-f]{64}$"))) | length')" = 8 ]
	[ "$(control GET log | jq '[.[].query | capture("X-Amz-Expires=(?<s>[0-9]+)").s | tonumber] | max')" = 6 ]
	[ "$(control GET log | jq '[.[].status] | unique')" = $'[\n  200,\n  204\n]' ]
}

@test "of its keys nothing is left but the last token" {
	garage-lock run -k k -t 2s -- sleep 1.5 # with renewals
	garage-lock run -k k -- true
	control DELETE log
	[ "$(garage-lock status -k k)" = 'k: free, last token 2' ]
	garage-lock run -k k -- true
	[ "$(requests '.method == "DELETE"' | sed 's/[0-9a-f-]\{36\}/ID/' | sort)" = \
		$'DELETE ID.60000.choosing 204\nDELETE ID.60000.ticket.1 204\nDELETE token.2.ID 204' ]
}

@test "status says who, with which token, and how many wait" {
	[ "$(garage-lock status -k k)" = 'k: free' ]
	hold -o apply -t 5s -- sh -c "$patient"
	[[ $(garage-lock status -k k) =~ ^k:\ locked\ by\ .+@.+\ since\ [0-9TZ:-]+,\ for\ apply,\ ID\ [0-9a-f-]{36},\ token\ 1$ ]]
	[ "$(garage-lock status --json -k k | jq -c '[.Key, .Held, .Token, .Waiting, .Path]')" = '["k",true,1,0,"k"]' ]
	"$GARAGE_LOCK" run "${store[@]}" -k k -w 60 -- true 2>err 3>&- &
	eventually 10 grep -q 'waiting for k, which is locked by .*, for apply, ID' err
	[[ $(garage-lock status -k k) == *', token 1, 1 waiting' ]]
	fails 75 'garage-lock: k is locked by *, for apply, ID *' garage-lock run -k k -- true
	[[ $(garage-lock status -k k) == *', token 1, 1 waiting' ]] # whoever leaves takes only its own keys along
	kill "$lock"
	ends 143
	wait "$!"
	[ "$(garage-lock status -k k)" = 'k: free, last token 2' ]
}

@test "a lock is renewed for as long as COMMAND runs, and so is a place in the queue" {
	hold -t 1s -- sh -c "echo \$\$ >pids; exec sleep 4"
	seconds garage-lock run -t 1s -w 20 -k k -- true
	within 2.5 8
	ends 0
}

@test "neither COMMAND nor the warden holds a connection to the store" {
	garage-lock run -k k -- sh -c 'ls -l /proc/self/fd >command; ls -l /proc/$PPID/fd >warden'
	[ "$(grep -c socket: command)" = 0 ]
	[ "$(grep -c socket: warden)" = 1 ] # to garage-lock
}

@test "of eight at once each runs alone" {
	local pids=()
	echo 0 >counter
	for _ in {1..8}; do
		garage-lock run -k k -t 2s -w 60 -- sh -c 'n=$(cat counter); sleep 0.02; echo $((n + 1)) >counter' 3>&- &
		pids+=("$!")
	done
	wait "${pids[@]}"
	[ "$(<counter)" = 8 ]
	[ "$(garage-lock status -k k)" = 'k: free, last token 8' ]
}

# --- configuration -------------------------------------------------------------------------------------------------

@test "what is missing or refused is named" {
	GARAGE_ENDPOINT='' fails 78 "garage-lock: the store garage needs GARAGE_ENDPOINT or '--endpoint'" garage-lock run -k k -- true
	GARAGE_LOCK_BUCKET='' fails 78 "garage-lock: the store garage needs GARAGE_LOCK_BUCKET or '--bucket'" garage-lock run -k k -- true
	GARAGE_SECRET_ACCESS_KEY='' fails 78 "garage-lock: the store garage needs GARAGE_ACCESS_KEY_ID and GARAGE_SECRET_ACCESS_KEY" \
		garage-lock run -k k -- true
	fails 78 "garage-lock: 127.0.0.1:* refuses to PUT in the bucket 'other': HTTP status 404, NoSuchBucket: Bucket not found: other" \
		garage-lock run -k k --bucket other -- true
	GARAGE_SECRET_ACCESS_KEY=x fails 77 "garage-lock: 127.0.0.1:* refuses to PUT in the bucket 'locks': HTTP status 403, AccessDenied: Forbidden: Invalid signature" \
		garage-lock run -k k -- true
	fails 78 "garage-lock: 127.0.0.1:* refuses to PUT in the bucket 'locks': HTTP status 400, AuthorizationHeaderMalformed: *" \
		garage-lock run -k k --region elsewhere -- true
	GARAGE_SECRET_ACCESS_KEY=x fails 77 'garage-lock: 127.0.0.1:* refuses to GET *' garage-lock status -k k
}

@test "http is for this machine only" {
	local url
	for url in http://garage.example http://10.0.0.1 http://127.0.0.1.example http://localhost.example; do
		fails 78 "garage-lock: cannot use '$url' as the endpoint: http:// is for this machine only: *" garage-lock run -k k --endpoint "$url" -- true
	done
	for url in ftp://a x 'https://' https://u@a 'https://a/?x' 'https://a/#x'; do
		fails 78 "garage-lock: cannot use '$url' as the endpoint: *" garage-lock run -k k --endpoint "$url" -- true
	done
	garage-lock run -k k --endpoint "${GARAGE_ENDPOINT/127.0.0.1/localhost}/" -- true
}

@test "a store that does not answer exits 69, and is waited for with --wait" {
	control PUT faults '[{"kind": "status", "status": 503}]'
	seconds fails 69 'garage-lock: no answer from 127.0.0.1:*: HTTP status 503' garage-lock run -k k -t 4s -- touch never
	within 3 9
	[ ! -e never ]
	control PUT faults '[{"kind": "status", "status": 503, "times": 20}]'
	garage-lock run -k k -t 4s -w 60 -- true
}

# --- what goes wrong on the way ------------------------------------------------------------------------------------

@test "a write in doubt is sent again on the same key until it is acknowledged" {
	local name
	for name in choosing ticket token; do
		control DELETE log
		control PUT faults '[{"method": "PUT", "path": "'$name'", "times": 1, "kind": "lost"},
			{"method": "PUT", "path": "'$name'", "times": 1, "kind": "gone"},
			{"method": "PUT", "path": "'$name'", "times": 1, "kind": "status", "status": 500}]'
		[ "$(garage-lock run -k k -- sh -c 'echo ran')" = ran ]
		[ "$(requests '.method == "PUT" and (.path | contains("'$name'"))' | cut -d ' ' -f 1,2 | uniq -c | awk '{ print $1 }')" = 4 ]
		[ "$(requests '.method == "PUT"' | cut -d ' ' -f 2 | sort -u | wc -l)" = 3 ] # an attempt has three keys
	done
}

@test "a read or a delete that fails is made again" {
	control PUT faults '[{"method": "GET", "times": 2, "kind": "gone"}, {"method": "DELETE", "times": 2, "kind": "status", "status": 503}]'
	garage-lock run -k k -- true
	[ "$(garage-lock status -k k)" = 'k: free, last token 1' ]
	[ "$(requests '.method == "DELETE" and .status == 204' | wc -l)" = 2 ]
}

@test "a token that was put while we looked is not issued again" {
	control PUT faults '[{"method": "GET", "skip": 1, "times": 1, "kind": "slow", "seconds": 1.5}]'
	garage-lock run -k k -- sh -c 'echo $GARAGE_LOCK_TOKEN' >token 3>&- &
	eventually 10 ticket_is_put
	sleep 0.5 # the second LIST has looked, and is still on its way
	put k/.lock/token.7.00000000-0000-4000-8000-00000000000a
	wait "$!"
	[ "$(<token)" = 8 ]
}

ticket_is_put() { requests '.method == "PUT"' | grep -q 'ticket.1 200'; }

@test "LIST is read page by page" {
	for _ in {1..3}; do held_by_the_dead 1s; garage-lock run -w 20 -t 1s -k k -- true; done
	control PUT settings '{"page": 1}'
	[ "$(garage-lock run -k k -- sh -c 'echo $GARAGE_LOCK_TOKEN')" = 7 ]
	held_by_the_dead 2s
	fails 75 '*' garage-lock run -k k -- true
}

@test "what only LIST shows does not count" {
	control PUT settings '{"show_deleted": 600}'
	garage-lock run -k k -- true
	control DELETE log
	control PUT latency 50
	garage-lock run -k k -- true # at once
	[ "$(control GET rounds)" = 7 ] # a HEAD of each
	[ "$(requests '.method == "HEAD"' | cut -d ' ' -f 3)" = 404 ]
	[ "$(garage-lock status -k k)" = 'k: free, last token 2' ]
}

@test "a late PUT that brings a deleted key back keeps others waiting for a TTL, no longer" {
	local kind
	for kind in again late; do
		control PUT faults '[{"method": "PUT", "path": "choosing|ticket", "times": 2, "kind": "'$kind'", "seconds": 1}]'
		garage-lock run -k k -t 2s -- sleep 0.2
		sleep 1.5
		control PUT faults '[]'
		seconds garage-lock run -k k -t 2s -w 20 -- true
		within 0 4
	done
}

@test "a PUT that a proxy held comes too late" {
	control PUT faults '[{"method": "PUT", "path": "choosing", "times": 1, "kind": "held", "seconds": 8}]'
	garage-lock run -k k -t 4s -- true
	sleep 8
	control DELETE log
	[ "$(garage-lock status --json -k k | jq -c '[.Held, .Waiting]')" = '[false,0]' ]
	[ -z "$(requests '.method == "HEAD"')" ] # it is not even listed
}

@test "a server whose clock goes wrong is believed" {
	local ahead
	for ahead in 90 -90; do
		control PUT settings '{"ahead": '$ahead'}'
		garage-lock run -k k -- true
	done
}

@test "keys that are not understood are an error" {
	put k/.lock/lease.1.x # by a version of the future
	fails 65 "garage-lock: the bucket 'locks' holds 'k/.lock/lease.1.x', which is no key of garage-lock *" garage-lock run -k k -- true
	fails 65 "garage-lock: the bucket 'locks' holds 'k/.lock/lease.1.x', which is no key of garage-lock *" garage-lock status -k k
}

# put KEY [BODY [METHOD]]: behind garage-lock's back.
put() {
	curl -fsS -o /dev/null --aws-sigv4 aws:amz:garage:s3 --user "$GARAGE_ACCESS_KEY_ID:$GARAGE_SECRET_ACCESS_KEY" \
		-H "x-amz-content-sha256: $(printf %s "${2-}" | sha256sum | cut -d ' ' -f 1)" -X "${3-PUT}" -d "${2-}" "$GARAGE_ENDPOINT/locks/$1"
}

@test "an answer that is no list, or half of one, is an error" {
	local body
	for body in '' '<html/>' '{}' '<ListBucketResult><IsTruncated>false</IsTruncated>' '<ListBucketResult/>' \
		'<!DOCTYPE x><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>' \
		'<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>'; do
		control PUT faults "[{\"method\": \"GET\", \"kind\": \"status\", \"status\": 200, \"body\": \"$body\"}]"
		fails 69 "garage-lock: 127.0.0.1:* answers a LIST with something else" garage-lock run -k k -- touch never
		[ ! -e never ]
	done
}

# --- crashes and lost leases ---------------------------------------------------------------------------------------

@test "a dead holder's lock is free after its TTL, counted from when it is first seen, and its keys are swept" {
	held_by_the_dead 3s
	fails 75 'garage-lock: k is locked by *' garage-lock run -k k -- true
	seconds garage-lock run -k k -w 20 -- true
	within 2 5
	[ "$(garage-lock status -k k)" = 'k: free, last token 2' ]
	control DELETE log
	garage-lock run -k k -- true
	[ "$(requests '.method == "HEAD" or .method == "DELETE"' | grep -c choosing)" = 1 ] # its own
}

@test "a holder that was not heard of for longer than its TTL is watched even without --wait" {
	held_by_the_dead 2s
	sleep 7
	[[ $(garage-lock status -k k) =~ ', token 1, not heard of for '[678]s$ ]]
	seconds garage-lock run -k k -- true 2>err
	within 1.5 4
	grep -q 'waiting for k, which is locked by .*, not heard of for [678]s' err
}

@test "SIGKILL to garage-lock: COMMAND ends before the lease does, and the lock is free after it" {
	hold -t 3s -- sh -c "$stubborn"
	kill -9 "$lock"
	ends 137
	seconds garage-lock run -k k -w 20 -t 3s -- sh -c 'for p in $(cat pids); do ! kill -0 $p 2>/dev/null || touch alive; done'
	[ ! -e alive ]
	within 1 5
}

@test "garage-lock is stopped: its warden interrupts and kills in time; it finds out" {
	hold -t 3s -- sh -c "$stubborn"
	kill -STOP "$lock"
	seconds garage-lock run -k k -w 20 -t 3s -- sh -c 'for p in $(cat pids); do ! kill -0 $p 2>/dev/null || touch alive; done'
	[ ! -e alive ]
	grep -q "the lease could not be renewed: interrupting 'sh', which is killed in 1.[0-9] s" said
	grep -q "the lease of k is over: killing 'sh'" said
	kill -CONT "$lock"
	ends 76
}

@test "the warden is stopped: garage-lock kills in time" {
	hold -t 2s -- sh -c "$stubborn"
	kill -STOP "$warden"
	control PUT faults '[{"kind": "status", "status": 503}]'
	sleep 2.2
	all_gone
	control PUT faults '[]'
	ends 76
}

@test "a store that is gone: COMMAND is interrupted at half the TTL, in time to end by itself" {
	hold -t 3s -- sh -c "$talkative"
	control PUT faults '[{"kind": "status", "status": 503}]'
	seconds ends 76
	within 1 9
	grep -q 'got INT' said
	grep -q 'killing' said && return 1
	control PUT faults '[]'
	garage-lock run -k k -w 20 -- true
}

@test "a store that is gone for less than that is not noticed" {
	hold -t 6s -- sh -c "$talkative"
	control PUT faults '[{"kind": "gone"}]'
	sleep 1.8
	control PUT faults '[]'
	sleep 2
	kill "$lock"
	ends 6
	[ "$(<said)" = 'got TERM' ]
}

@test "a lease counts from before its renewal was sent, not from the answer" {
	control PUT faults '[{"method": "PUT", "path": "renewal.1", "kind": "slow", "seconds": 1.8},
		{"method": "PUT", "path": "renewal", "kind": "status", "status": 503}]'
	hold -t 8s -- bash -c 'trap "echo \$EPOCHREALTIME >interrupted; exit" INT; echo $$ >pids.new; mv pids.new pids; while :; do sleep 0.05; done'
	ends 76
	took=$(control GET log | jq "$(<interrupted) - ([.[] | select(.path | contains(\"renewal.1\"))][0].begin / 1e9)")
	within 3.9 5 # half the TTL, and not that and 1.8 s
}

@test "a holder whose keys were deleted has lost the lock" {
	local name
	hold -t 4s -- sh -c "$talkative"
	name=$(requests '.method == "PUT" and (.path | endswith("choosing"))' | cut -d ' ' -f 2)
	put "k/.lock/$name" '' DELETE
	ends 76
	grep -q 'k is lost: others took us for dead, and deleted our keys' said
	grep -q 'got INT' said
}

@test "a holder that was broken hears who did so and why, and ends" {
	local id
	hold -t 4s -- sh -c "$stubborn"
	id=$(holder_id)
	fails 65 "garage-lock: k is locked by *, ID $id" garage-lock break -k k --id 00000000-0000-4000-8000-000000000000 -r x
	run --separate-stderr garage-lock break -k k --id "$id" -r x
	[ "$status" = 75 ]
	[[ ${stderr_lines[0]} == 'garage-lock: watching whether it is renewed, for up to 4s' ]]
	[[ ${stderr_lines[1]} == "garage-lock: k is locked by "*", ID $id, who is alive; see '--force'" ]]
	prints 'k: broken' garage-lock break -k k --id "$id" -r $'it \e[31mhangs' --force
	garage-lock run -k k -- true # at once
	ends 76
	all_gone
	grep -qF 'k is lost: it was broken by ' said
	grep -qF 'it \x1B[31mhangs' said
}

@test "a dead holder is broken without --force, once it is known to be dead" {
	held_by_the_dead 3s
	seconds garage-lock break -k k --id "$(holder_id)" -r 'it crashed'
	within 2.5 6
	seconds garage-lock run -k k -- true
	within 0 1
}

@test "what a holder calls itself is escaped before it is shown" {
	held_by_the_dead 60s
	local name
	name=$(requests '.method == "PUT" and (.path | endswith("choosing"))' | cut -d ' ' -f 2)
	put "k/.lock/$name" '{"Who":"a\u001b[2J\u202eb","ID":"x","Operation":7}'
	[[ $(garage-lock status -k k) == 'k: locked by a\x1B[2J\u{202E}b, ID '"${name%%.*}"', token 1' ]]
	put "k/.lock/$name" 'no JSON'
	[[ $(garage-lock status -k k) == 'k: locked by somebody, ID '"${name%%.*}"', token 1' ]]
}

@test "SIGTERM while it waits ends it, and its keys are gone" {
	held_by_the_dead 60s
	"$GARAGE_LOCK" run "${store[@]}" -k k -w 60 -- true >said 2>&1 3>&- &
	lock=$!
	eventually 10 grep -q waiting said
	kill "$lock"
	ends 143
	[ "$(garage-lock status --json -k k | jq .Waiting)" = 0 ]
}
