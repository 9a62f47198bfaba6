#!/usr/bin/env bats
# garage-lock run --state: what is written down of a state from one holder to the next, and who is stopped by it.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154,SC2314 # shell code for COMMANDs; variables of lock.bash and of run

load setup
load lock

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	export STORE=file
}

on() {
	STORE=$1
	case $1 in
	garage) s3; export GARAGE_STATE_BUCKET=locks ;;
	consul) consul ;;
	esac
}

# object METHOD NAME [FILE]: a state, an entry of the history, or a record.
object() {
	case $STORE in
	file) case $1 in PUT) mkdir -p "$(dirname "$2")" && cp "$3" "$2" ;; GET) cat "$2" ;; DELETE) rm "$2" ;; esac ;;
	garage) curl -fsS --aws-sigv4 aws:amz:garage:s3 --user "$GARAGE_ACCESS_KEY_ID:$GARAGE_SECRET_ACCESS_KEY" \
		-H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -X "$1" ${3:+--data-binary "@$3"} "$GARAGE_ENDPOINT/locks/$2" ;;
	consul) curl -fsS -o got -X "$1" ${3:+--data-binary "@$3"} "$CONSUL_HTTP_ADDR/v1/kv/$2?$([ "$1" = GET ] && echo raw)" &&
		if [ "$1" = GET ]; then cat got; fi ;;
	esac
}

# state SERIAL [LINEAGE [MORE]]: as Terraform writes it.
state() { printf '{"version": 4, "serial": %s, "lineage": "%s", "outputs": {"x": "%s"}}\n' "$1" "${2-one}" "${3-}"; }

# write SERIAL …: what Terraform would do.
write() {
	state "$@" >new
	object PUT p/e/u.tfstate new
}

# serial: of the state that is there.
serial() { object GET p/e/u.tfstate | jq .serial; }

# more FILE [LINEAGE [MORE]]: what Terraform does with a state that changed; FILE has its serial then.
more() {
	local next
	next=$(($(serial) + 1))
	write "$next" "${@:2}"
	echo "$next" >"$1"
}
export -f object state write serial more

lock() { garage-lock run -k p/e/u --state p/e/u.tfstate "$@"; }
# writes SERIAL …: a run that writes this state.
writes() { lock -- bash -c 'write "$@"' - "$@"; }

etag() {
	case $STORE in
	garage) object GET p/e/u.tfstate | md5sum ;;
	*) object GET p/e/u.tfstate | sha256sum ;;
	esac | cut -d ' ' -f 1
}

record() {
	case $STORE in
	file) cat p/e/history/u/record.json ;;
	garage) # the newest: of two with a token the closed one
		local name
		name=$(keys 'p/e/history/u/record/' | sed 's/closed$/shut/' | sort | tail -n 1 | sed 's/shut$/closed/')
		object GET "$name" ;;
	consul) object GET p/e/history/u/record ;;
	esac
}

keys() { curl -fsS --aws-sigv4 aws:amz:garage:s3 --user "$GARAGE_ACCESS_KEY_ID:$GARAGE_SECRET_ACCESS_KEY" \
	-H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "$GARAGE_ENDPOINT/locks/?list-type=2&prefix=${1//\//%2F}" | grep -o '<Key>[^<]*' | sed 's/<Key>//'; }

# entries: those of the history, by the log of a double or by the folder.
entries() {
	case $STORE in
	file) (cd p/e/history/u && printf '%s\n' *-*) ;;
	garage) keys p/e/history/u/ | sed 's|.*/||' | grep -- - ;;
	consul) control GET log | jq -r '.[] | select(.method == "PUT" and .status == 200 and (.path | test("history/u/[0-9a-z]+-[0-9.]+$"))) | .path' |
		sed 's|.*/||' ;;
	esac | sort -n
}

# token N: what the N-th holder has for one. Consul's grow as they like.
recorded() { [ "$(record | jq -c "[.Phase, .Serial, .Lineage]")" = "[\"$1\",$2,\"$3\"]" ] || { record; return 1; }; }

# raised SERIAL [WHAT]: what is there is SERIAL with nothing else changed where no write is late, else far above it.
raised() {
	local now
	now=$(serial)
	if [ "$STORE" = file ]; then [ "$now" = "$1" ]; else [ "$now" -ge $(($1 + 10000)) ]; fi || { echo "serial $now after $1"; return 1; }
	diff <(object GET p/e/u.tfstate) <(state "$now" "${@:2}")
	recorded closed "$now" "${2-one}"
	[ "$(record | jq -r .ETag)" = "$(etag)" ]
	diff <(object GET "p/e/history/u/$(record | jq -r .Kept)") <(state "$now" "${@:2}")
}

# began LINEAGE: and it says so, as the last line of stderr.
began() {
	case $STORE in
	file) [[ $stderr != *stale* ]] ;;
	*) [[ $stderr == *$'\n'"garage-lock: p/e/u: so that no late write of an earlier holder is taken for ours, it begins with serial $(serial) of lineage $1, kept as p/e/history/u/$(serial)-"*'; plans made before are stale' ]] ;;
	esac
}

crashes() { # COMMAND: a holder that is killed, with all it started, after COMMAND
	rm -f pids
	env --default-signal=INT,QUIT "$GARAGE_LOCK" run "${store[@]}" -k p/e/u --state p/e/u.tfstate "${ttl[@]}" -- bash -c "$1; $patient" >said 2>&1 3>&- &
	lock=$!
	eventually 20 exists pids
	kill -STOP "$lock"
	kill -9 "$lock" "$(ps -o ppid= -p "$(head -n 1 pids)" | tr -d ' ')" "$(<pids)"
	wait "$lock" || true
}

ttl=()

# --- as it should be -----------------------------------------------------------------------------------------------

life() {
	local first second
	lock -- true # there is no state yet
	[ "$(record | jq -c '[.Phase, .ETag]')" = '["closed",null]' ]
	writes 1
	recorded closed 1 one
	first=$(record | jq -r .Kept)
	[[ $first == 1-* ]]
	[ "$(record | jq -r .ETag)" = "$(etag)" ]
	[ "$(record | jq -r .SHA256)" = "$(state 1 | sha256sum | cut -d ' ' -f 1)" ]
	[ "$(record | jq -r .Operation)" = bash ]
	diff <(object GET "p/e/history/u/$first") <(state 1)
	prints '' lock -- true # unchanged: no copy
	[ "$(record | jq -r .Kept)" = "$first" ]
	[ "$(entries)" = "$first" ]
	prints '' lock -- bash -c 'write 2; write 3'
	recorded closed 3 one
	second=$(record | jq -r .Kept)
	[ "$(entries)" = "$first"$'\n'"$second" ]
	diff <(object GET "p/e/history/u/$second") <(state 3)
	run -7 lock -- bash -c 'write 4; exit 7' # it failed, but this is its state
	recorded closed 4 one
	run -127 lock -- no-such-command
	recorded closed 4 one
}
@test "file: a record of each release, and a copy of each new state" { on file; life; }
@test "garage: a record of each release, and a copy of each new state" { on garage; life; }
@test "consul: a record of each release, and a copy of each new state" { on consul; life; }

adopted() {
	write 5 # by somebody, before
	lock -- bash -c 'write 6'
	recorded closed 6 one
	[ "$(entries | sed 's/-.*//')" = $'5\n6' ]
	diff <(object GET "p/e/history/u/$(entries | head -n 1)") <(state 5)
}
@test "file: a state that nobody has looked after is kept before COMMAND" { on file; adopted; }
@test "garage: a state that nobody has looked after is kept before COMMAND" { on garage; adopted; }
@test "consul: a state that nobody has looked after is kept before COMMAND" { on consul; adopted; }

@test "garage: 4 round trips more, 2 more for a new state, none without --state" {
	on garage
	writes 1
	control PUT latency 50
	control DELETE log
	lock -- true
	[ "$(control GET rounds)" = 10 ]
	[ "$(requests '.status == 304' | sed 's/ .* / /')" = 'GET 304' ] # what has not changed is not sent again
	control DELETE log
	garage-lock run -k p/e/u -- true
	[ "$(control GET rounds)" = 6 ]
	lock -- true # after one without --state: its record is read one by one
	state 2 >new
	control DELETE log
	lock -- bash -c 'object PUT p/e/u.tfstate new'
	[ "$(control GET rounds)" = 13 ] # one of them is COMMAND's
	[ "$(keys p/e/history/u/record/ | wc -l)" = 2 ] # earlier ones are swept
}

@test "consul: 4 round trips more, 1 more for a new state, none without --state" {
	on consul
	writes 1
	control PUT latency 50
	control DELETE log
	lock -- true
	[ "$(control GET rounds)" = 8 ]
	control DELETE log
	garage-lock run -k p/e/u -- true
	[ "$(control GET rounds)" = 4 ]
	state 2 >new
	control DELETE log
	lock -- bash -c 'object PUT p/e/u.tfstate new'
	[ "$(control GET rounds)" = 10 ]
}

# --- what is not as it was recorded --------------------------------------------------------------------------------

foreign() {
	local kept before
	writes 1
	writes 2
	kept=$(record | jq -r .Kept)
	write 1 one other # a late one
	run -76 --separate-stderr lock -- touch never
	[ ! -e never ]
	[[ $stderr == "garage-lock: p/e/u: its state 'p/e/u.tfstate' is not the one that was recorded: serial 2 of lineage one, ETag "*", recorded by "*" with token "*", kept as p/e/history/u/$kept; there is serial 1 of lineage one, ETag $(etag), kept as p/e/history/u/1-"*"; nothing was run: take what is there with '--accept=$(etag)', or put the recorded one back with '--restore=$kept' besides" ]]
	before=$(entries)
	[ "$(wc -l <<<"$before")" = 3 ]
	diff <(object GET "p/e/history/u/$(record | jq -r .SeenKept)") <(state 1 one other)
	diff <(object GET "p/e/history/u/$kept") <(state 2)
	run -76 lock -- touch never # as often as one likes, without another copy
	run -76 lock --accept=00 -- touch never
	run -76 lock --accept=absent -- touch never
	[ "$(entries)" = "$before" ]
	run -76 lock --restore="$kept" -- touch never # not over what nobody has taken
	run -0 --separate-stderr lock --accept="$(etag)" --restore="$kept" -- touch ran # the way out
	[[ $stderr == "garage-lock: p/e/u: taken as it is: serial 1 "*$'\n'"garage-lock: p/e/u: put back from $kept: serial $(serial) of lineage one, kept as p/e/history/u/$(serial)-"* ]]
	[ -e ran ]
	rm ran
	raised 2
	object GET p/e/u.tfstate >right
	write 1 one other
	run -76 lock -- touch never
	object PUT p/e/u.tfstate right # another way out
	prints '' lock -- true
	raised 2
	write 7 two # somebody else's
	run -76 lock -- touch never
	run -0 --separate-stderr lock --accept="$(etag)" -- touch ran
	[[ $stderr == "garage-lock: p/e/u: taken as it is: serial 7 of lineage two, ETag "* ]]
	began two
	[ -e ran ] && [ ! -e never ]
	raised 7 two
	[ "$(entries | grep -c '^7-')" = 1 ] # one copy is enough
	prints '' lock -- true
}
@test "file: a state that was written past the lock stops the next holder" { on file; foreign; }
@test "garage: a state that was written past the lock stops the next holder" { on garage; foreign; }
@test "consul: a state that was written past the lock stops the next holder" { on consul; foreign; }

gone() {
	writes 1
	object DELETE p/e/u.tfstate
	fails 76 "garage-lock: p/e/u: its state 'p/e/u.tfstate' is gone: serial 1 *, kept as p/e/history/u/1-*; there is no state; *'--accept=absent', or put the recorded one back with '--restore=1-*' besides" \
		lock -- touch never
	[ ! -e never ]
	object GET "p/e/history/u/$(record | jq -r .Kept)" >right
	object PUT p/e/u.tfstate right
	lock -- bash -c 'object DELETE p/e/u.tfstate' # COMMAND may
	prints '' lock -- true
	writes 1 two
	object DELETE p/e/u.tfstate
	run -0 lock --accept=absent --restore="$(record | jq -r .Kept)" -- bash -c 'more wrote two'
	diff <(object GET p/e/u.tfstate) <(state "$(<wrote)" two)
	recorded closed "$(<wrote)" two
	fails 65 "garage-lock: the history of 'p/e/u.tfstate' has no '9-9'" lock --restore=9-9 -- touch never
	object DELETE p/e/u.tfstate
	run -0 --separate-stderr lock --accept=absent -- true
	[ "$stderr" = 'garage-lock: p/e/u: taken as it is: no state' ]
	write 1 # where none was recorded
	run -76 lock -- touch never
	[ ! -e never ]
}
@test "file: a state that is gone stops the next holder" { on file; gone; }
@test "garage: a state that is gone stops the next holder" { on garage; gone; }
@test "consul: a state that is gone stops the next holder" { on consul; gone; }

crashed() {
	local first last
	crashes 'true' # began without a state, left none
	run -0 --separate-stderr lock -w 60s -- true
	[[ $stderr == *'garage-lock: p/e/u: its last holder did not give the state back, which was no state, recorded by '*' and still is; going on' ]]
	crashes 'write 1' # the first one
	run -0 --separate-stderr lock -w 60s -- true
	[[ $stderr == *'which was no state, '*'; going on with serial 1 of lineage one, ETag '* ]]
	began one
	raised 1
	diff <(object GET "p/e/history/u/$(entries | head -n 1)") <(state 1)
	first=$(serial)
	crashes 'more wrote; more wrote'
	recorded open "$first" one
	run -0 --separate-stderr lock -w 60s -- true
	[[ $stderr == *"which was serial $first of lineage one, "*"; going on with serial $(<wrote) of lineage one, ETag "* ]]
	began one
	raised "$(<wrote)"
	last=$(serial)
	crashes 'true'
	write "$last" one other # an older holder's
	run -76 lock -w 60s -- touch never
	[[ $output == *"is not one that the last holder, which did not give it back, can have left: serial $last of lineage one, ETag "* ]]
	write $((last + 99999)) two
	run -76 lock -- touch never
	write "$last"
	lock -- true
	crashes 'object DELETE p/e/u.tfstate'
	run -76 lock -w 60s -- touch never
	[ ! -e never ]
}
@test "file: after a crash it goes on from what the holder can have left, and from nothing else" { on file; crashed; }
@test "garage: after a crash it goes on from what the holder can have left, and from nothing else" { on garage; ttl=(-t 1s); crashed; }
@test "consul: after a crash it goes on from what the holder can have left, and from nothing else" {
	on consul
	control PUT settings '{"speed": 20}'
	ttl=(-t 10s)
	crashed
}

@test "garage: what a COMMAND that was killed has sent may land yet: its record stays open, its lock runs out" {
	on garage
	writes 1
	control PUT faults '[{"method": "PUT", "path": "u.tfstate", "times": 1, "kind": "late", "seconds": 1}]'
	run -137 --separate-stderr lock -t 3s -- bash -c '(write 2) 2>/dev/null & sleep 0.5; kill -9 $$'
	[[ $stderr == *"garage-lock: 'bash' was killed, and what it has sent may land yet: p/e/u is free in 3s" ]]
	recorded open 1 one
	run -0 --separate-stderr lock -w 60s -- true # by then it has landed
	[[ $stderr == *'; going on with serial 2 of lineage one, ETag '* ]]
	run -137 lock -k other -s file -d . --state there -- bash -c 'kill -9 $$'
	lock -k other -s file -d . --state there -- true # nothing is on its way to a file
}

@test "garage: a PUT of a crashed holder that lands after the next one's release is seen" {
	on garage
	ttl=(-t 1s)
	writes 1
	control PUT faults '[{"method": "PUT", "path": "u.tfstate", "times": 1, "kind": "late", "seconds": 6}]'
	crashes 'write 2 one late || true'
	run -0 --separate-stderr lock -w 60s -- bash -c 'more wrote one mine'
	[[ $stderr == *' and still is; going on'* ]]
	recorded closed "$(<wrote)" one
	eventually 20 lands 'late'
	run -76 --separate-stderr lock -- touch never
	[ ! -e never ]
	diff <(object GET "p/e/history/u/$(record | jq -r .Kept)") <(state "$(<wrote)" one mine)
	diff <(object GET "p/e/history/u/$(record | jq -r .SeenKept)") <(state 2 one late)
}

@test "garage: a raised state that was in doubt, and lands after the next one's write, is not taken for its own" {
	on garage
	ttl=(-t 1s)
	writes 1
	crashes true
	control PUT faults '[{"method": "PUT", "path": "u.tfstate", "times": 1, "kind": "late", "seconds": 6}]'
	export -f eventually is_first
	run -76 --separate-stderr lock -t 20s -w 60s -- bash -c 'serial >first; more wrote one mine; eventually 20 is_first'
	[ "$(<wrote)" = $(($(<first) + 1)) ]
	[[ $stderr == *"its state went back while 'bash' ran, from serial $(<first) of lineage one, "*" to serial $(($(<first) - 1)) of lineage one, "* ]]
	recorded open "$(<first)" one
	[ "$(entries | grep -c "^$(($(<first) - 1))-")" = 2 ] # before it was put, and as it was found
}
is_first() { [ "$(serial)" -lt "$(<first)" ]; }

@test "garage: a PUT of a crashed holder that lands between the next one's write and its release is not taken for its own" {
	on garage
	ttl=(-t 1s)
	writes 1
	control PUT faults '[{"method": "PUT", "path": "u.tfstate", "times": 1, "kind": "late", "seconds": 6}]'
	crashes 'write 2 one late || true'
	export -f eventually lands
	run -76 --separate-stderr lock -t 20s -w 60s -- bash -c 'serial >first; more wrote one mine; more wrote one mine; eventually 20 lands late'
	[[ $stderr == *$'\n'"garage-lock: p/e/u: its state went back while 'bash' ran, from serial $(<first) of lineage one, kept as p/e/history/u/$(<first)-"*' to serial 2 of lineage one, ETag '*', kept as p/e/history/u/2-'* ]]
	recorded open "$(<first)" one
	run -76 lock -- touch never
	[ ! -e never ]
}

unsaved() {
	local failed='state 2 one mine >errored; exit 1'
	writes 1
	run -1 --separate-stderr lock --unsaved=errored -- bash -c "$failed"
	[ "$stderr" = 'garage-lock: p/e/u: its state could not be saved, and may land yet; it is in errored' ]
	recorded open 1 one
	run -0 --separate-stderr lock --unsaved=errored -- bash -c 'object PUT p/e/u.tfstate errored'
	[[ $stderr == *' and still is; going on' ]] # under the serial that is pushed
	recorded closed 2 one
	run -0 lock --unsaved=errored -- true # what is there, but of no run that failed
	recorded closed 2 one
	rm errored
	run -1 --separate-stderr lock --unsaved=errored -- false
	[ "$stderr" = '' ]
	recorded closed 2 one
	run -1 lock --unsaved=errored -- bash -c "$failed"
	rm errored # as on another machine
	run -0 --separate-stderr lock --unsaved=errored -- true
	began one
	raised 2 one mine
}
@test "file: what could not be saved leaves the record open" { on file; unsaved; }
@test "garage: what could not be saved leaves the record open" { on garage; unsaved; }
@test "consul: what could not be saved leaves the record open" { on consul; unsaved; }

lands() { object GET p/e/u.tfstate | grep -q "$1"; }

@test "garage: a record that lands late does not hide a later one" {
	on garage
	writes 1
	control PUT faults '[{"method": "PUT", "path": "record/.*closed", "times": 1, "kind": "again", "seconds": 3}]'
	writes 2
	writes 3
	sleep 3.5
	prints '' lock -- true
	recorded closed 3 one
}

@test "garage: a record that only LIST shows does not count" {
	on garage
	writes 1
	object PUT p/e/history/u/record/00000000000000000099.closed new
	object DELETE p/e/history/u/record/00000000000000000099.closed
	control PUT settings '{"show_deleted": 600}'
	prints '' lock -w 20s -- true
	control PUT settings '{"show_deleted": 0}'
	recorded closed 1 one
}

back() {
	writes 5
	run -76 --separate-stderr lock -- bash -c 'write 4'
	[[ $stderr == "garage-lock: p/e/u: its state went back while 'bash' ran, from serial 5 of lineage one, ETag "*", kept as p/e/history/u/5-"*' to serial 4 of lineage one, ETag '*', kept as p/e/history/u/4-'* ]]
	recorded open 5 one
	run -76 lock -- touch never
	[ ! -e never ]
	lock --accept="$(etag)" -- true
	raised 4
	run -76 lock -- bash -c 'write 4 one other' # an older holder's late one
	run -0 lock --accept="$(etag)" -- true
	run -76 lock -- bash -c 'write 9 two'
	run -3 lock --accept="$(etag)" -- bash -c 'write 1 one; exit 3' # COMMAND's own code is kept
}
@test "file: a state that goes back while COMMAND runs is no release" { on file; back; }
@test "garage: a state that goes back while COMMAND runs is no release" { on garage; back; }
@test "consul: a state that goes back while COMMAND runs is no release" { on consul; back; }

encrypted() {
	printf '{"meta": {"key_provider.x": "eA=="}, "encrypted_data": "%s", "encryption_version": "v0"}' "$1" >new
	object PUT p/e/u.tfstate new
}
export -f encrypted

@test "of a state that is encrypted only the ETag is compared" {
	on file
	lock -- bash -c 'encrypted one'
	[[ $(record | jq -c '[.Phase, .Serial, .Lineage, .Kept]') == '["closed",null,null,"unknown-1"]' ]]
	lock -- bash -c 'encrypted two'
	encrypted three
	run -76 lock -- true
	[[ $output == *': a serial not in the clear, ETag '* ]]
	encrypted two
	crashes 'encrypted four'
	run -76 lock -- true # nothing tells whose it is
	lock --accept="$(etag)" -- true
	crashes true
	run -0 lock -- true
}

@test "a state with another ETag but the same content is the same" {
	on garage
	writes 1
	control PUT faults '[]'
	object GET "$(keys p/e/history/u/record/ | grep closed)" | jq -c '.ETag = "0123-2"' >changed # as after an upload in parts
	object PUT "$(keys p/e/history/u/record/ | grep closed)" changed
	prints '' lock -- true
	[ "$(record | jq -r .ETag)" = "$(etag)" ]
	[ "$(entries)" = 1-1 ]
}

@test "an entry of the history is never overwritten" {
	local entry
	for entry in 1-1 1-1.2; do mkdir -p p/e/history/u; echo "$entry" >"p/e/history/u/$entry"; done
	writes 1
	[ "$(record | jq -r .Kept)" = 1-1.3 ]
	[ "$(<p/e/history/u/1-1)" = 1-1 ]
	[ "$(<p/e/history/u/1-1.2)" = 1-1.2 ]
	diff p/e/history/u/1-1.3 p/e/u.tfstate
}

@test "garage, consul: an entry of the history is never overwritten" {
	on garage
	echo first >first
	object PUT p/e/history/u/1-1 first
	writes 1
	[ "$(record | jq -r .Kept)" = 1-1.2 ]
	[ "$(object GET p/e/history/u/1-1)" = first ]
	exec 9>&-
	rm "$BATS_TEST_TMPDIR"/{alive,address}
	on consul
	lock -- bash -c 'echo first >first; object PUT "p/e/history/u/1-$GARAGE_LOCK_TOKEN" first; write 1'
	[[ $(record | jq -r .Kept) == 1-*.2 ]]
	[ "$(object GET "p/e/history/u/$(record | jq -r '.Kept | sub("[.]2$"; "")')")" = first ]
}

@test "tokens that began anew are noticed" {
	local store_of
	for store_of in file garage; do
		on "$store_of"
		writes 1
		writes 2
		case $store_of in
		file) rm state/p/e/u.lock.json ;;
		garage) keys p/e/u/.lock/ | while read -r key; do object DELETE "$key"; done ;;
		esac
		run -76 --separate-stderr lock -- touch never
		[[ $stderr == *'was recorded by a holder with a later token than ours: '* ]]
		run -0 lock --accept="$(etag)" -- true
		prints '' lock -- true
	done
}

# --- large ones ----------------------------------------------------------------------------------------------------

large() { head -c "$((${1} * 1024 * 1024))" /dev/zero | tr '\0' x; }
export -f large

@test "file, garage: a state of 24 MiB" {
	local store_of
	for store_of in file garage; do
		on "$store_of"
		lock -- bash -c 'large 24 >big
			{ printf "{\"serial\": 1, \"lineage\": \"one\", \"id\": 18446744073709551616, \"x\": \""; cat big; printf "\"}"; } >new
			object PUT p/e/u.tfstate new'
		recorded closed 1 one
		cmp <(object GET p/e/history/u/1-1) new
		prints '' lock -- true
	done
}

@test "consul: a state in parts, as Terraform writes it" {
	on consul
	lock -- bash -c '{ printf "{\"serial\": 3, \"lineage\": \"one\", \"x\": \""; large 6; printf "\"}"; } >whole
		split -b 524288 -d -a 2 whole part.
		hash=$(md5sum whole | cut -d " " -f 1) chunks=
		for part in part.*; do
			object PUT "p/e/u.tfstate/tfstate.$hash/$((10#${part#part.}))" "$part"
			chunks+="${chunks:+,}\"p/e/u.tfstate/tfstate.$hash/$((10#${part#part.}))\""
		done
		echo "{\"current-hash\":\"$hash\",\"chunks\":[$chunks]}" >new; object PUT p/e/u.tfstate new'
	recorded closed 3 one
	[ "$(record | jq -r .SHA256)" = "$(sha256sum whole | cut -d ' ' -f 1)" ]
	object GET "p/e/history/u/$(record | jq -r .Kept)" >parts
	[ "$(jq -r '.["current-hash"]' parts)" = "$(md5sum whole | cut -d ' ' -f 1)" ]
	jq -r '.chunks[]' parts | while read -r key; do object GET "$key"; done | cmp - whole
	prints '' lock -- true
	object DELETE p/e/u.tfstate
	lock --accept=absent --restore="$(record | jq -r .Kept)" -- true
	object GET p/e/u.tfstate >parts
	sed -i "s/\"serial\": 3/\"serial\": $(record | jq .Serial)/" whole
	[ "$(jq -r '.chunks[0]' parts)" = "p/e/u.tfstate/tfstate.$(md5sum whole | cut -d ' ' -f 1)/0" ]
	jq -r '.chunks[]' parts | while read -r key; do object GET "$key"; done | cmp - whole
	recorded closed "$(jq .serial whole)" one
	object DELETE "p/e/u.tfstate/tfstate.$(jq -r '.["current-hash"]' parts)/5"
	echo '{"current-hash": "x", "chunks": ["p/e/u.tfstate/../../other"]}' >new
	object PUT p/e/u.tfstate new
	fails 69 'garage-lock: 127.0.0.1:* answers with no parts of a state' lock -- touch never
	[ ! -e never ]
}

# --- what goes wrong on the way ------------------------------------------------------------------------------------

# is_in_history SERIAL: some entry has this state, whoever kept it.
is_in_history() {
	local entry
	for entry in $(entries | grep "^$1-"); do cmp -s <(object GET "p/e/history/u/$entry") <(state "$1") && return; done
	echo "no entry has serial $1"
	return 1
}

# killed_at N PATTERN: a run, the N-th of whose requests that PATTERN fits is never answered, nor carried out: there it is killed.
killed_at() {
	control PUT faults "$(jq -nc --arg path "$2" "[{\$path, skip: $(($1 - 1)), kind: \"hang\"}]")"
	rm -f ran
	"$GARAGE_LOCK" run "${store[@]}" -k p/e/u --state p/e/u.tfstate "${ttl[@]}" -w 30s -- bash -c 'more ran' >said 2>&1 3>&- &
	lock=$!
	eventually 20 has_come "$1"
	kill -9 "$lock" # it is still there
	wait "$lock" || true
	control PUT faults '[]'
}

# goes_on: the next run does, and all is kept.
goes_on() {
	run -0 lock "${ttl[@]}" -w 30s -- bash -c 'more left'
	recorded closed "$(<left)" one
	is_in_history "$(<left)"
}

# killed REQUESTS PATTERN: one run after another, at the next of its REQUESTS.
killed() {
	local n before=0 after=0
	writes 1
	for ((n = 1; n <= $1; n++)); do
		killed_at "$n" "$2"
		goes_on
		if [ -e ran ]; then
			is_in_history "$(<ran)"
			after=$((after + 1))
		else
			before=$((before + 1))
		fi
	done
	[ "$before" -ge 3 ] && [ "$after" -ge 3 ]
}

# COMMAND's own requests are not meant: those for Garage are signed in their headers, and so have no query.
@test "garage: killed at any of its requests, it leaves what the next one goes on with, and every state kept" {
	on garage
	ttl=(-t 2s)
	killed 10 'u[.]tfstate[?]|history'
}

@test "consul: killed at any of its requests, it leaves what the next one goes on with, and every state kept" {
	on consul
	ttl=(-t 10s)
	control PUT settings '{"speed": 4}' # a session is renewed every 2.5 s, and lasts 5
	killed 6 'u[.]tfstate[?]consistent|history'
}

# Its first requests ask for the state's ETag and for records. Then come the entry that it begins with, the one under a higher
# serial, the state, the record.
@test "garage: killed while it raises the serial after a crash, it leaves what the next one goes on with" {
	local n begun=0
	on garage
	ttl=(-t 2s)
	writes 1
	for n in 5 6 7 8 9; do
		crashes true
		killed_at "$n" 'u[.]tfstate[?]|history'
		[ ! -e ran ]
		if grep -q 'did not give the state back' said; then begun=$((begun + 1)); fi
		goes_on
	done
	[ "$begun" -ge 4 ]
	[ "$(<left)" -gt 50000 ] # each time
}

@test "garage: a record that cannot be written is said, and the next one goes on from the open one" {
	on garage
	writes 1
	control PUT faults '[{"method": "PUT", "path": "record/.*closed", "kind": "status", "status": 503}]'
	run -5 --separate-stderr lock -t 2s -- bash -c 'write 2; exit 5'
	[[ $stderr == "garage-lock: what 'p/e/u' has left of its state is not recorded: no answer from 127.0.0.1:"*'; the next run compares it with what this one began with' ]]
	control PUT faults '[]'
	run -0 --separate-stderr lock -w 30s -- true
	[[ $stderr == *'; going on with serial 2 of lineage one, '* ]]
}

@test "consul: a record is not written by a session that is over" {
	on consul
	writes 1
	run -0 --separate-stderr lock -t 10s -- bash -c 'write 2; curl -fsS -X PUT -d "{\"expire\": true}" "$CONSUL_HTTP_ADDR/_control/settings"'
	[[ $stderr == *"what 'p/e/u' has left of its state is not recorded: no answer from "* ]]
	recorded open 1 one
}

@test "a store that does not say what the state is stops it before COMMAND" {
	on garage
	control PUT faults '[{"method": "HEAD", "path": "u.tfstate", "kind": "status", "status": 503}]'
	fails 69 'garage-lock: no answer from 127.0.0.1:*: HTTP status 503' lock -t 2s -- touch never
	control PUT faults '[{"method": "PUT", "path": "record/.*open", "kind": "status", "status": 403, "body": ""}]'
	fails 77 "garage-lock: 127.0.0.1:* refuses to PUT in the bucket 'locks': HTTP status 403*" lock -- touch never
	control PUT faults '[]'
	[ ! -e never ]
	[[ $(garage-lock status -k p/e/u) == 'p/e/u: free, last token '* ]]
	GARAGE_STATE_BUCKET=states fails 78 "garage-lock: 127.0.0.1:* refuses to GET in the bucket 'states': HTTP status 404, NoSuchBucket: *" lock -- true
	GARAGE_STATE_BUCKET='' fails 78 "garage-lock: the store garage needs GARAGE_STATE_BUCKET or '--state-bucket' with '--state'" lock -- true
	GARAGE_STATE_BUCKET='' lock --state-bucket locks -- true
}

@test "a record that is none is an error" {
	local text
	mkdir -p p/e/history/u
	for text in '' '{}' '[]' '{"Phase":"open"}' '{"Phase":"shut","Token":1}' '{"Phase":"open","Token":0}' '{"Phase":"open","Token":1,"Kept":"../x"}'; do
		echo "$text" >p/e/history/u/record.json
		fails 65 "garage-lock: 'p/e/history/u/record.json' is no record of garage-lock *" lock -- touch never
	done
	[ ! -e never ]
	on garage
	echo x >x
	object PUT p/e/history/u/record/x x
	fails 65 "garage-lock: 'p/e/history/u/record/x' is no record of garage-lock *" lock -- touch never
}

@test "what is wrong with the options is named" {
	fails 64 "garage-lock: '--unsaved' needs '--state'; see '--help'" garage-lock run -k k --unsaved x -- true
	fails 64 "garage-lock: '--accept' needs '--state'; see '--help'" garage-lock run -k k --accept x -- true
	fails 64 "garage-lock: '--restore' needs '--state'; see '--help'" garage-lock run -k k --restore x -- true
	fails 64 "garage-lock: '../x' is no name of an entry of the history; see '--help'" garage-lock run -k k --state x --restore ../x -- true
	fails 64 "garage-lock: 'record' is no name of an entry of the history; see '--help'" garage-lock run -k k --state x --restore record -- true
	fails 64 "garage-lock: '' is no name of a state with the store file; see '--help'" garage-lock run -k k --state '' -- true
	on garage
	fails 64 "garage-lock: '/p/u' is no name of a state with the store garage; see '--help'" garage-lock run -k k --state /p/u -- true
	fails 64 "garage-lock: 'p/../u' is no name of a state with the store garage; see '--help'" garage-lock run -k k --state p/../u -- true
}

@test "under valgrind: no bad access, nothing lost" {
	checked() { valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect "$GARAGE_LOCK" "$@" 2>/dev/null; }
	local store_of
	{ declare -f object state write; echo 'write "$@"'; } >words # valgrind's shell lets no function through
	for store_of in file garage consul; do
		rm -f "$BATS_TEST_TMPDIR"/{alive,address} # of the double before
		on "$store_of"
		run -0 checked run "${store[@]}" -k p/e/u --state p/e/u.tfstate -- bash words 1
		run -0 checked run "${store[@]}" -k p/e/u --state p/e/u.tfstate -- bash words 2
		write 1 two
		run -76 checked run "${store[@]}" -k p/e/u --state p/e/u.tfstate -- true
		run -0 checked run "${store[@]}" -k p/e/u --state p/e/u.tfstate --accept="$(etag)" --restore="$(record | jq -r .Kept)" -- true
		write 1 two
		run -0 checked run "${store[@]}" -k p/e/u --state p/e/u.tfstate --accept="$(etag)" -- true
		run -76 checked run "${store[@]}" -k p/e/u --state p/e/u.tfstate -- bash words 1 one
	done
}
