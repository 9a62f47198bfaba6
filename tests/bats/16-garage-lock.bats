#!/usr/bin/env bats
# garage-lock's command line, with a lock that is a file.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # shell code for COMMANDs; variables of lock.bash and of run

load setup
load lock

# --- the command line ----------------------------------------------------------------------------------------------

@test "a wrong command line exits 64 and says what is wrong" {
	fails 64 "garage-lock: missing run, serve, status, break or etags; see '--help'" "$GARAGE_LOCK"
	fails 64 "garage-lock: unknown command 'stauts'; did you mean 'status'?" "$GARAGE_LOCK" stauts
	fails 64 "garage-lock: unknown command 'x': there are run, serve, status, break and etags; see '--help'" "$GARAGE_LOCK" x
	fails 64 "garage-lock: missing '--key'; see '--help'" "$GARAGE_LOCK" run -- true
	fails 64 "garage-lock: missing COMMAND; see '--help'" "$GARAGE_LOCK" run -k k -s file
	fails 64 "garage-lock: unknown store 'fil'; did you mean 'file'?" "$GARAGE_LOCK" run -s fil
	fails 64 "garage-lock: unexpected argument 'x'; see '--help'" garage-lock status -k k x
	fails 64 "garage-lock: missing '--id'; see '--help'" garage-lock break -k k
	fails 64 "garage-lock: 'x' is no ID: it is a UUID, as status prints it; see '--help'" garage-lock break -k k --id x
	fails 64 "garage-lock: missing '--reason'; see '--help'" garage-lock break -k k --id 00000000-0000-4000-8000-000000000000
	only
}

@test "a key is letters, digits and ._- in parts divided by slashes" {
	local key
	for key in '' / a/ /a a//b .a a/.lock ../a a..b a/../b 'a b' ä "$(printf %0201d 0)"; do
		fails 64 "garage-lock: '*' is no name of a lock: *" garage-lock run -k "$key" -- true
	done
	for key in a A/9 prod/mgmt a.b_c-d/e. "$(printf %0200d 0)"; do
		garage-lock run -k "$key" -- true
	done
}

@test "times are numbers with a unit, up to a week" {
	local time
	for time in '' x 1x -1 1.5s s 169h 9999999999; do
		fails 64 "garage-lock: '--wait' takes a time such as 90s, 5m or 1h, up to a week, not '$time'; see '--help'" \
			garage-lock run -k k --wait "$time" -- true
	done
	for time in 0 1 20ms 90s 5m 168h; do garage-lock run -k k --wait "$time" -- true; done
	fails 64 "garage-lock: '--ttl' must be at least 1s with the store file; see '--help'" garage-lock run -k k -t 999ms -- true
}

# --- run -----------------------------------------------------------------------------------------------------------

@test "COMMAND's end is its own" {
	run garage-lock run -k k -- sh -c 'exit 3'
	[ "$status" = 3 ]
	run garage-lock run -k k -- sh -c 'kill -9 $$'
	[ "$status" = 137 ]
	run -127 --separate-stderr garage-lock run -k k -- ./none
	[ "$stderr" = "garage-lock: cannot run './none': No such file or directory" ]
	touch plain
	fails 126 "garage-lock: cannot run './plain': Permission denied" garage-lock run -k k -- ./plain
	is_free
}

@test "COMMAND has its streams, arguments and signals as the caller had them" {
	[ "$(echo in | garage-lock run -k k -- sh -c 'cat; echo "$#:$1:$2"; echo err >&2' x 'a b' '' 2>err)" = $'in\n2:a b:' ]
	[ "$(<err)" = err ]
	[ "$(garage-lock run -k k -- grep -E '^Sig(Blk|Ign)' /proc/self/status)" = "$(grep -E '^Sig(Blk|Ign)' /proc/self/status)" ]
	exec 7>seven # as make's jobserver has some
	garage-lock run -k k -- sh -c 'echo seven >&7'
	[ "$(<seven)" = seven ]
}

@test "COMMAND knows its lock, and tokens grow" {
	[[ $(garage-lock run -k a/b -- sh -c 'echo $GARAGE_LOCK_KEY $GARAGE_LOCK_TOKEN $GARAGE_LOCK_ID') =~ ^a/b\ 1\ [0-9a-f-]{36}$ ]]
	[ "$(garage-lock run -k a/b -- sh -c 'echo $GARAGE_LOCK_TOKEN')" = 2 ]
	[ "$(garage-lock run -k a -- sh -c 'echo $GARAGE_LOCK_TOKEN')" = 1 ]
	only state state/a state/a.lock state/a.lock.json state/a/b.lock state/a/b.lock.json
	[ "$(stat -c %a state state/a state/a.lock)" = $'700\n700\n600' ]
}

@test "a lock that is held exits 75 at once, and names its holder" {
	hold -o apply -- sh -c "$patient"
	fails 75 "garage-lock: k is locked by *@* since 20??-??-??T??:??:??Z, for apply, ID $(holder_id)" \
		garage-lock run -k k -- touch never
	garage-lock run -k other -- true
	[ ! -e never ]
	kill "$lock"
	ends 143
}

@test "--wait waits, says once for whom, and gives up" {
	hold -- sh -c "$patient"
	run -75 --separate-stderr garage-lock run -k k -w 700ms -- true
	[ -z "$output" ]
	[ "$(grep -c 'waiting for k, which is locked by' <<<"$stderr")" = 1 ]
	[ "$(grep -c '; waited for 700ms$' <<<"$stderr")" = 1 ]
	garage-lock run -k k -w 20 -- touch here 2>err &
	local waiter=$!
	eventually 10 grep -q 'waiting for k' err
	[ ! -e here ]
	kill "$lock"
	ends 143
	wait "$waiter"
	[ -e here ]
}

@test "SIGTERM ends the wait" {
	hold -- sh -c "$patient"
	local first=$lock
	"$GARAGE_LOCK" run "${store[@]}" -k k -w 60 -- true 2>err &
	lock=$!
	eventually 10 grep -q 'waiting for k' err
	kill "$lock"
	cp err said
	ends 143
	kill "$first"
}

@test "of many at once each runs alone" {
	echo 0 >counter
	for _ in {1..8}; do
		garage-lock run -k k -t 1s -w 60 -- sh -c 'n=$(cat counter); sleep 0.02; echo $((n + 1)) >counter' &
	done
	wait
	[ "$(<counter)" = 8 ]
	[[ $(garage-lock status -k k) == 'k: free, last token 8' ]]
}

@test "a token record that cannot be read is an error, not a new beginning" {
	garage-lock run -k k -- true
	echo '{"Token":"x"}' >state/k.lock.json
	fails 65 "garage-lock: 'state/k.lock.json' holds no token" garage-lock run -k k -- touch never
	fails 65 "garage-lock: 'state/k.lock.json' holds no token" garage-lock status -k k
	[ ! -e never ]
	echo '{"Token":41}' >state/k.lock.json
	[ "$(garage-lock run -k k -- sh -c 'echo $GARAGE_LOCK_TOKEN')" = 42 ]
}

@test "a folder that cannot be made exits 73" {
	touch state
	fails 73 "garage-lock: cannot open 'state/k.lock': Not a directory" garage-lock run -k k -- true
	fails 73 "garage-lock: cannot make the folder of 'state/a/k.lock': Not a directory" garage-lock run -k a/k -- true
}

# --- status and break ----------------------------------------------------------------------------------------------

@test "status says who, since when, for what, with which token" {
	prints 'k: free' garage-lock status -k k
	only
	hold -o apply -- sh -c "$patient"
	[[ $(garage-lock status -k k) =~ ^k:\ locked\ by\ .+@.+\ since\ [0-9TZ:-]+,\ for\ apply,\ ID\ [0-9a-f-]{36},\ token\ 1$ ]]
	garage-lock status --json -k k >json
	[ "$(jq -c 'keys' json)" = '["Created","Held","ID","Info","Key","Operation","Path","Token","Version","Waiting","Who"]' ]
	[ "$(jq -c '[.Key, .Held, .Token, .Operation, .Path]' json)" = '["k",true,1,"apply","k"]' ]
	kill "$lock"
	ends 143
	prints 'k: free, last token 1' garage-lock status -k k
	[ "$(garage-lock status --json -k k | jq -c '[.Held, .Token, .ID]')" = '[false,1,""]' ]
}

@test "what a holder calls itself is escaped before it is shown" {
	hold -- sh -c "$patient"
	printf '{"ID":"%s","Who":"a\\u001b[2Jb\\u202e\\\\","Operation":"x\\ny","Created":1}' "$(holder_id)" >state/k.lock
	[[ $(garage-lock status -k k) == 'k: locked by a\x1B[2Jb\u{202E}\\, for x\x0Ay, ID '* ]]
	echo '{' >state/k.lock
	[ "$(garage-lock status -k k)" = 'k: locked by somebody, token 1' ]
	kill "$lock"
	ends 143
}

@test "break needs the holder's ID, and --force while it lives; the holder hears who and why" {
	local id
	hold -- sh -c "$talkative"
	id=$(holder_id)
	fails 65 "garage-lock: k is locked by *, ID $id" \
		garage-lock break -k k --id 00000000-0000-4000-8000-000000000000 -r test
	fails 75 "garage-lock: k is locked by *, ID $id, who is alive; see '--force'" garage-lock break -k k --id "$id" -r test
	is_held
	prints 'k: broken' garage-lock break -k k --id "$id" -r 'it hangs' --force
	[ "$(jq -r .Reason "state/k.lock.broken.$id")" = 'it hangs' ]
	garage-lock run -k k -- true
	ends 76
	grep -q 'k is lost: it was broken by .*@.* at .*: it hangs' said
	grep -q 'got INT' said
	fails 65 'garage-lock: k is free' garage-lock break -k k --id "$id" -r test
}

@test "output that cannot be written exits 74" {
	[ -c /dev/full ] || skip 'no /dev/full here'
	fails 74 'garage-lock: cannot write standard output: No space left on device' bash -c '"$0" status -s file -k k >/dev/full' "$GARAGE_LOCK"
}
